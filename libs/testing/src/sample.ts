import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(__dirname, '../../../deploy/sample');

/** A file of the sample factory, to the byte. */
export const sampleFile = (file: string): Buffer<ArrayBuffer> => readFileSync(join(folder, file));

/** The rows of one of its sheets, each by its headers. Cells stand between commas: words that have some themselves come apart. */
export const sampleRows = (file: string): Record<string, string>[] => {
  const [head = '', ...lines] = sampleFile(file).toString().trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at]!, cell])));
};
