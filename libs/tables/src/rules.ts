import type { Text } from '@aftercare/kernel';

/** What a file that cannot be read says to the person who sent it. For a service's `rules`. */
export const tableRules: Readonly<Record<string, Text>> = {
  'table.empty': { zh: '文件是空的，请检查后重新发送。', en: 'The file is empty: check it and send it again.' },
  'table.too-large': { zh: '文件过大，或解压后大得不正常；请拆分后分别发送。', en: 'The file is too large, or unpacks to an abnormal size: split it.' },
  'table.not-a-table': { zh: '这不是表格文件，内容是 {what}；请另存为 .xlsx 或 .csv 后重新发送。', en: 'This is not a table but {what}: save it as .xlsx or .csv and send that.' },
  'table.not-what-its-name-says': { zh: '文件名以 .{ending} 结尾，内容却是 {what}；请用正确的扩展名另存后重新发送。', en: 'The name ends in .{ending}, the content is {what}: save it under the right ending.' },
  'table.not-a-workbook': { zh: '这个压缩文件不是 Excel 工作簿；请另存为 .xlsx 后重新发送。', en: 'This archive is not an Excel workbook: save it as .xlsx.' },
  'table.workbook-broken': { zh: '工作簿已损坏或有密码，无法读取；请在 Excel 中打开并另存后重新发送。', en: 'The workbook is damaged or has a password: open it in Excel, save it anew, send that.' },
  'table.encoding-unknown': { zh: '文字编码无法识别；请另存为 UTF-8 或 GBK 的 CSV 后重新发送。', en: 'The encoding of the text is not known: save it as CSV in UTF-8 or GBK.' },
  'table.csv-broken': { zh: '第 {row} 行起无法读取（通常是引号没有成对）；请改正后重新发送。', en: 'From row {row} on it cannot be read, mostly because a quotation mark has no partner: correct it.' },
  'table.column-twice': { zh: '列“{column}”出现了两次，请只保留一列。', en: 'The column {column} stands there twice: keep one.' },
  'table.header-unknown': { zh: '表头缺少必要的列：{missing}。请检查表头，或用列对应（--map 表头=字段）说明。', en: 'The header lacks these columns: {missing}. Check it, or say which header is which field (--map HEADER=FIELD).' },
  'table.too-many-rows': { zh: '行数过多，最多 {limit} 行；请拆分后分别发送。', en: 'There are too many rows, at most {limit}: split the file.' },
  'table.too-many-columns': { zh: '列数过多，最多 {limit} 列；请删除多余的列。', en: 'There are too many columns, at most {limit}: remove what is not needed.' },
  'table.cell-too-long': { zh: '有单元格超过 {limit} 个字符，请缩短。', en: 'A cell has more than {limit} characters: shorten it.' },
};
