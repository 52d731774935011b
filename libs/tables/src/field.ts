import { bareNumber, halfWidth, isPhone } from '@aftercare/kernel';
import type { Cell } from './cell';
import { typedText } from './cell';
import { dayOfSerial } from './read-xlsx';

export const reasons = [
  'NAME_MISSING', 'PHONE_INVALID', 'CODE_INVALID', 'CODE_DUPLICATE', 'DATE_INVALID', 'DATE_AMBIGUOUS', 'NUMBER_DAMAGED', 'PRICE_INVALID', 'VALUE_MISSING',
  'UNKNOWN_REFERENCE', 'FORMULA_IN_CODE', 'COLUMN_COUNT',
] as const;
export type Reason = (typeof reasons)[number];
export type WarningCode = 'LEADING_ZERO_RESTORED' | 'FULL_WIDTH' | 'FORMULA_TEXT' | 'MERGE_PROPOSED';

/** A cell that cannot be taken; `field` where it is not the one of the rule that says so. */
export class Wrong extends Error {
  constructor(
    readonly reason: Reason,
    readonly field?: string,
  ) {
    super(reason);
  }
}

/** What a rule may look at besides its own cell. */
export interface RowView {
  /** Another cell of the row, as typed; empty when there is no such column. */
  text(field: string): string;
  warn(code: WarningCode): void;
}

/** Gives the cleaned value of a cell (empty = not known), or throws `Wrong`. */
export type FieldRule = (cell: Cell, row: RowView) => string;

const fullWidth = /[\uFF01-\uFF5E\uFFE5]/;
const exponent = /^[+-]?\d+(?:\.\d+)?E[+-]?\d+$/i;
const formulaLike = /^[=+\-@][\s\S]/;
/** A negative number runs nothing: it is just not allowed. */
const negative = /^-\s*¥?\s*[\d,]+(?:\.\d+)?$/;
/** What a column of numbers and one of prices can hold. */
const largest = 2_147_483_647n;
const largestYuan = 999_999_999_999n;

const halved = (text: string, row: RowView): string => {
  if (fullWidth.test(text)) row.warn('FULL_WIDTH');
  return halfWidth(text).trim();
};

/** Spreadsheets keep 15 digits: a longer number has lost its end. */
const refuseDamaged = ({ kind }: Cell, text: string): void => {
  if (kind === 'number' && text.replace(/^-/, '').replace(/\..*/, '').length > 15) throw new Wrong('NUMBER_DAMAGED');
  if (exponent.test(text)) throw new Wrong('NUMBER_DAMAGED');
};

const required = (value: string, isRequired: boolean): string => {
  if (value === '' && isRequired) throw new Wrong('VALUE_MISSING');
  return value;
};

/** Text stays as typed, trimmed. What a spreadsheet would run is kept as text and marked. */
export const text = ({ required: isRequired = false }: { required?: boolean } = {}): FieldRule => (cell, row) => {
  const value = typedText(cell.text);
  if (cell.kind === 'formula' || (formulaLike.test(value) && cell.kind !== 'number')) row.warn('FORMULA_TEXT');
  return required(value, isRequired);
};

export const name: FieldRule = (cell, row) => {
  const value = text()(cell, row);
  if (value === '') throw new Wrong('NAME_MISSING');
  return value;
};

const codeText = (cell: Cell, row: RowView): string => {
  const value = halved(typedText(cell.text), row).toUpperCase();
  if (cell.kind === 'formula' || (formulaLike.test(value) && cell.kind !== 'number')) throw new Wrong('FORMULA_IN_CODE');
  return value;
};

/** One code: half-width, upper case, of this shape, and known where somebody says which are. */
export const code = (shape: RegExp, { required: isRequired = false, known }: { required?: boolean; known?: (code: string) => boolean } = {}): FieldRule => (cell, row) => {
  const value = required(codeText(cell, row), isRequired);
  if (value === '') return value;
  if (/^\d{15}000$/.test(value) || (cell.kind === 'number' && value.length > 15)) throw new Wrong('NUMBER_DAMAGED');
  if (!shape.test(value)) throw new Wrong(exponent.test(value) ? 'NUMBER_DAMAGED' : 'CODE_INVALID');
  if (known && !known(value)) throw new Wrong('UNKNOWN_REFERENCE');
  return value;
};

/** Several codes, separated by bar, comma or 、; joined with a bar. */
export const codes = (shape: RegExp, { required: isRequired = false, known }: { required?: boolean; known?: (code: string) => boolean } = {}): FieldRule => {
  const one = code(shape, { ...(known ? { known } : {}) });
  return (cell, row) => {
    const parts = codeText(cell, row).split(/[|,、]/).map((part) => part.trim()).filter((part) => part !== '');
    return required([...new Set(parts.map((part) => one({ text: part, kind: cell.kind }, row)))].join('|'), isRequired);
  };
};

/** One word of a closed list; `words` maps what people write to what is stored. */
export const word = (words: Readonly<Record<string, string>>, { required: isRequired = false }: { required?: boolean } = {}): FieldRule => (cell, row) => {
  const value = required(codeText(cell, { ...row, warn: () => undefined }), isRequired);
  const found = value === '' ? '' : Object.entries(words).find(([written]) => written.toUpperCase() === value)?.[1];
  if (found === undefined) throw new Wrong('UNKNOWN_REFERENCE');
  return found;
};

const yesWords = ['YES', 'Y', 'TRUE', '1', '是', '√', '✓', '有', '需要', '需'];
const noWords = ['NO', 'N', 'FALSE', '0', '否', '×', '✗', 'X', '无', '不需要', '不需'];
export const yesNo = ({ required: isRequired = false }: { required?: boolean } = {}): FieldRule => (cell, row) => {
  const value = required(codeText(cell, { ...row, warn: () => undefined }), isRequired);
  if (value === '') return '';
  if (yesWords.includes(value)) return 'yes';
  if (noWords.includes(value)) return 'no';
  throw new Wrong('CODE_INVALID');
};

const isFormula = ({ kind }: Cell, text: string): boolean => kind === 'formula' || (formulaLike.test(text) && !negative.test(text));

/** A whole number that is not negative; `requiredIf` says when it must be there. */
export const wholeNumber = ({ requiredIf = () => false }: { requiredIf?: (row: RowView) => boolean } = {}): FieldRule => (cell, row) => {
  const value = halfWidth(typedText(cell.text)).trim();
  if (isFormula(cell, value)) throw new Wrong('FORMULA_IN_CODE');
  required(value, requiredIf(row));
  if (value === '') return '';
  refuseDamaged(cell, value);
  if (!/^\d+$/.test(value) || BigInt(value) > largest) throw new Wrong('CODE_INVALID');
  return BigInt(value).toString();
};

/** An amount in yuan: ¥ and thousands commas may stand there, more than 2 decimals and a minus may not. Two decimals come out. */
export const price = ({ required: isRequired = false }: { required?: boolean } = {}): FieldRule => (cell, row) => {
  const value = halved(typedText(cell.text), row);
  if (isFormula(cell, value)) throw new Wrong('FORMULA_IN_CODE');
  if (required(value, isRequired) === '') return '';
  refuseDamaged(cell, value);
  const [, whole, cents = ''] = /^¥?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(value) ?? [];
  const yuan = whole === undefined ? null : BigInt(whole.replaceAll(',', ''));
  if (yuan === null || yuan > largestYuan) throw new Wrong('PRICE_INVALID');
  return `${yuan}.${cents.padEnd(2, '0')}`;
};

/** 2026-03-01, 2026/3/1, 2026年3月1日 and 20260301; in a workbook also a day's number. Comes out as 2026-03-01. */
export const day = ({ required: isRequired = false }: { required?: boolean } = {}): FieldRule => (cell) => {
  const value = halfWidth(typedText(cell.text)).trim();
  if (required(value, isRequired) === '') return '';
  if (cell.kind === 'number' && !/^\d{8}$/.test(value)) return existing(dayOfSerial(Number(value), cell.since1904));
  const [, year, month, date] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value) ?? /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/.exec(value) ?? /^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec(value) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(value) ?? [];
  if (year !== undefined && month !== undefined && date !== undefined) return existing(`${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`);
  throw new Wrong(/^\d{1,4}(?:\/\d{1,4}){2}$/.test(value) ? 'DATE_AMBIGUOUS' : 'DATE_INVALID');
};

const existing = (written: string | null): string => {
  const time = written === null ? Number.NaN : Date.parse(`${written}T00:00:00Z`);
  if (written === null || Number.isNaN(time) || written.startsWith('0000') || new Date(time).toISOString().slice(0, 10) !== written) throw new Wrong('DATE_INVALID');
  return written;
};

/** 08:30 */
export const time: FieldRule = (cell) => {
  const value = halfWidth(typedText(cell.text)).trim();
  if (value !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) throw new Wrong('CODE_INVALID');
  return value;
};

/** A telephone number; a lost first 0 comes back when the rest begins with the area code of the row's city. */
export const phone = ({ areaCode, required: isRequired = true }: { areaCode: (row: RowView) => string | undefined; required?: boolean }): FieldRule => (cell, row) => {
  if (cell.kind === 'formula') throw new Wrong('FORMULA_IN_CODE');
  const written = halved(typedText(cell.text), row);
  if (written === '' && !isRequired) return '';
  refuseDamaged(cell, written);
  const number = bareNumber(written);
  if (isPhone(number)) return number;
  const area = areaCode(row);
  if (area !== undefined && number.startsWith(area.slice(1)) && isPhone(`0${number}`)) {
    row.warn('LEADING_ZERO_RESTORED');
    return `0${number}`;
  }
  throw new Wrong('PHONE_INVALID');
};
