/** What a spreadsheet would run, and an apostrophe of somebody's own, which reading would take for the mark. */
const formula = /^(?:[=+\-@＝＋－＠][\s\S]|[\t\r'])/;
/** What a spreadsheet would turn into a number, a day, a time or a truth: 00123, 690123456789012345, 1E5, 3-4, 12:30, MAR-01, TRUE. */
const converted = /^[\s.(¥$€£]*\d[\d\s.,:/\\()%年月日时分秒E+-]*(?:[AP]M|上午|下午)?$|^(?:\d{1,4}[\s-]?)?(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)[\s.-]?\d{0,4}$|^(?:TRUE|FALSE)$/i;

/**
 * A text as it has to stand in a CSV file for Excel to show it unharmed: an apostrophe before what it would run, a tab, which nobody sees,
 * before what it would convert. `typedText` takes both off again.
 */
export const csvText = (text: string): string => (formula.test(text) ? `'${text}` : converted.test(text) ? `\t${text}` : text);

const quoted = (cell: string): string => (/[",\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** One line of a CSV file from cells as they are to stand there. */
export const csvRow = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;

/** One line of a CSV file from texts. */
export const csvLine = (texts: readonly string[]): string => csvRow(texts.map(csvText));
