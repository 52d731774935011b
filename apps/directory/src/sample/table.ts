import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addCalendarDays } from '@aftercare/business-time';
import { RuleViolation } from '@aftercare/kernel';
import { CsvError, parse } from 'csv-parse/sync';
import { Phone } from '../domain/phone';

/** The sample folder cannot be loaded. The message is one line: file, line, column, what is wrong, what is right. */
export class SampleRefused extends Error {
  constructor(place: string, zh: string, en: string) {
    super(`${place}：${zh} · ${en}`);
    this.name = 'SampleRefused';
  }
}

/** The rows of one file: UTF-8, comma, one header row that has at least these columns. */
export const readTable = (folder: string, file: string, columns: readonly string[]): readonly Row[] => {
  const records = parseRecords(file, readText(folder, file));
  const header = records[0]?.record ?? [];
  const missing = columns.find((column) => !header.includes(column));
  if (missing !== undefined) throw new SampleRefused(file, `缺少列 ${missing}`, `column ${missing} is missing; the header must name ${columns.join(', ')}`);
  return records.slice(1).map(({ record, info }) => new Row(file, info.lines, new Map(header.map((column, i) => [column, record[i] ?? '']))));
};

const readText = (folder: string, file: string): string => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(folder, file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SampleRefused(join(folder, file), `无法读取（${code}），请检查文件夹`, `cannot be read (${code}): name the folder that holds ${file}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SampleRefused(file, '不是 UTF-8 编码，请另存为 UTF-8', 'is not UTF-8: save it as UTF-8');
  }
};

const parseRecords = (file: string, text: string): { record: string[]; info: { lines: number } }[] => {
  try {
    return parse(text, { info: true, trim: true, skip_empty_lines: true }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new SampleRefused(file, `格式错误（${error.code}）`, `is not a comma-separated table: ${error.message}`);
  }
};

/** One row; each reader gives a cell in its type or says where and why it cannot. */
export class Row {
  constructor(
    private readonly file: string,
    private readonly line: number,
    private readonly cells: ReadonlyMap<string, string>,
  ) {}

  text(column: string): string {
    return this.textOrNull(column) ?? this.refuse(column, '不能为空', 'must not be empty');
  }

  textOrNull(column: string): string | null {
    return this.cells.get(column) || null;
  }

  list(column: string): string[] {
    return this.textOrNull(column)?.split('|') ?? [];
  }

  oneOf<const W extends string>(column: string, words: readonly W[]): W {
    const text = this.text(column);
    return words.find((word) => word === text) ?? this.refuse(column, `“${text}” 不是允许的值`, `'${text}' is not one of ${words.join(', ')}`);
  }

  yes(column: string): boolean {
    return this.oneOf(column, ['yes', 'no']) === 'yes';
  }

  integer(column: string): number {
    const text = this.text(column);
    return /^\d{1,7}$/.test(text) ? Number(text) : this.refuse(column, `“${text}” 不是整数`, `'${text}' is not a whole number`);
  }

  dayOrNull(column: string): string | null {
    const text = this.textOrNull(column);
    try {
      return text === null ? null : addCalendarDays(text, 0);
    } catch {
      return this.refuse(column, `“${text}” 不是日期`, `'${text}' is not a day such as 2026-03-01`);
    }
  }

  day(column: string): string {
    return this.dayOrNull(column) ?? this.refuse(column, '不能为空', 'must not be empty');
  }

  timeOrNull(column: string): string | null {
    const text = this.textOrNull(column);
    return text === null || /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? text : this.refuse(column, `“${text}” 不是时间`, `'${text}' is not a time such as 08:30`);
  }

  phone(column: string): string {
    try {
      return Phone.of(this.text(column)).number;
    } catch (error) {
      if (!(error instanceof RuleViolation)) throw error;
      return this.refuse(column, '号码不正确', 'is not a telephone number: 11 digits from 1, or area code and 7–8 digits');
    }
  }

  /** A code that another file must know. */
  known(column: string, codes: { has(code: string): boolean }, where: string): string {
    const code = this.text(column);
    return codes.has(code) ? code : this.refuse(column, `“${code}” 不在 ${where} 中`, `'${code}' is not in ${where}`);
  }

  knownOrNull(column: string, codes: { has(code: string): boolean }, where: string): string | null {
    return this.textOrNull(column) === null ? null : this.known(column, codes, where);
  }

  refuse(column: string, zh: string, en: string): never {
    throw new SampleRefused(`${this.file} ${this.line} ${column}`, zh, `line ${this.line}, ${column}: ${en}`);
  }
}

/** Rows by their code (or code and version); one that stands twice is refused. */
export const byKey = (rows: readonly Row[], ...columns: readonly [string, ...string[]]): ReadonlyMap<string, Row> => {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const key = columns.map((column) => row.text(column)).join(' ');
    if (found.has(key)) row.refuse(columns[0], `“${key}” 重复`, `'${key}' stands there twice`);
    found.set(key, row);
  }
  return found;
};
