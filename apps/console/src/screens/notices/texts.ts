import type { ShownNotice } from '../../api/generated/notifier/types.gen';

export const zh = {
  'nav.notices': '通知',
  'notices.unread': '{{count}} 条未读',
  'notices.more-than': '99+',
  'notices.empty': '还没有通知。工单分给您、时限将到或配件有消息时，会出现在这里。',
  'notices.fresh': '有新通知',
  'notices.open': '打开',
  'notices.read': '标为已读',
  'notices.read-all': '全部标为已读',
  'notices.quiet': '免打扰时段，{{until}} 送达',
  'notices.more': '更早的通知',
  'notice-state.waiting': '待送达',
  'notice-state.delivered': '未读',
  'notice-state.read': '已读',
} as const satisfies Record<string, string> & Record<`notice-state.${ShownNotice['state']}`, string>;
