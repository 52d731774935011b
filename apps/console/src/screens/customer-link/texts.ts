export const zh = {
  'link.title': '顾客查询链接',
  'link.show': '显示链接与二维码',
  'link.what': '顾客不用登录即可看到进度、承诺时间和配件运送。不显示姓名、电话与内部记录。',
  'link.copy': '复制链接',
  'link.copied': '已复制',
  'link.qr': '二维码：{{number}} 的查询链接',
  'link.until': '有效至 {{at}}。',
  'link.until.open': '办结后再保留 30 天。',
} as const satisfies Record<string, string>;
