import type { Text } from '@aftercare/kernel';
import type { Reason } from './field';

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

/** Why a row was not taken, for the person who has to correct it. */
export const reasonWords: Readonly<Record<Reason, Text>> = {
  NAME_MISSING: { zh: '缺少名称', en: 'the name is missing' },
  PHONE_INVALID: { zh: '号码不正确：须为 1 开头的 11 位手机号，或 0 开头的区号加 7–8 位号码', en: 'not a telephone number: 11 digits from 1, or area code from 0 and 7–8 digits' },
  CODE_INVALID: { zh: '编号或数值的格式不正确', en: 'the code or number has the wrong form' },
  CODE_DUPLICATE: { zh: '同一编号在表中已有内容不同的一行', en: 'the same code stands above with other content' },
  DATE_INVALID: { zh: '日期不存在或格式不正确，请写成 2026-03-01', en: 'no such day or wrong form: write 2026-03-01' },
  DATE_AMBIGUOUS: { zh: '日期分不清日和月，请写成 2026-03-01', en: 'day and month cannot be told apart: write 2026-03-01' },
  NUMBER_DAMAGED: { zh: '长数字已被 Excel 改坏，请把该列设为文本后重新填写', en: 'a long number was damaged by the spreadsheet: make the column text and fill it in again' },
  PRICE_INVALID: { zh: '价格不正确：不可为负，最多两位小数', en: 'not a price: not negative, at most 2 decimals' },
  VALUE_MISSING: { zh: '缺少必填内容', en: 'a required value is missing' },
  UNKNOWN_REFERENCE: { zh: '所写的编号或词语不存在，或您无权使用', en: 'no such code or word, or you may not use it' },
  FORMULA_IN_CODE: { zh: '此列不可为公式，请粘贴为数值', en: 'no formula may stand here: paste it as a value' },
  COLUMN_COUNT: { zh: '单元格数与表头不一致（可能多了逗号）', en: 'the number of cells differs from the header (a comma too many?)' },
};
