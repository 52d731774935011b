import { table } from '../runner/report.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Answers for people: a line per field, lists as tables; what is empty is said to be. */
export const printed = (answers: Readonly<Record<string, unknown>>): string =>
  Object.entries(answers).map(([service, answer]) => `${service}\n${fields(answer as Fields)}`).join('\n');

const fields = (answer: Fields): string =>
  Object.entries(answer).filter(([, value]) => value !== null).map(([name, value]) => (Array.isArray(value) ? list(name, value as Fields[]) : `  ${name}: ${text(value)}\n`)).join('');

const list = (name: string, rows: readonly Fields[]): string => {
  if (rows.length === 0) return `  ${name}: –\n`;
  const columns = Object.keys(rows[0]!);
  const lines = table([columns, ...rows.map((row) => columns.map((column) => text(row[column])))]).split('\n');
  return `  ${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`;
};

const text = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));
