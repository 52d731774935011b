import type { Text } from '@aftercare/kernel';
import type { Reason } from './field';

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
