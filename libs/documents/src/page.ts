import type { Language } from '@aftercare/chassis';
import { barCode } from './bar-code';
import { pageName } from './page-style';
import type { Paper, Row } from './paper';
import { say } from './phrases';
import { printedRows } from './printed-rows';
import { isFigure, wallTime, written } from './written';

/**
 * The paper as a page to print from a browser: HTML without script, without style of its own, and with no requests but those for `style`,
 * the address of the stylesheet, and for our font. Throws `document.too-long` beyond 2,000 rows.
 */
export const pageOf = async (paper: Paper, language: Language, style: string): Promise<string> => {
  const rows = await printedRows(paper);
  const { title, number, columns } = paper;
  const names = [title[language], number].filter((part) => part !== undefined).join(' ');
  const mark = reprint(paper, language);
  const isLabel = columns.length === 0;
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escaped(names)}</title><link rel="stylesheet" href="${escaped(style)}"><link rel="stylesheet" href="/assets/font/index.css"></head>
<body><main class="${pageName(paper.form, language)}${isLabel ? ' label' : ''}">
<header><h1>${escaped(title[language])}${mark === '' ? '' : `<strong>${escaped(mark)}</strong>`}</h1>${isLabel ? '' : code(paper)}</header>
${facts(paper, language)}
${isLabel ? `${code(paper)}${foot(paper, language)}` : table(paper, rows, language)}
</main></body></html>
`;
};

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => signs[sign]!);

const reprint = ({ reprint: which = 0 }: Paper, language: Language): string => (which > 0 ? say('reprint', language, { which }) : '');

const code = ({ number }: Paper): string => {
  if (number === undefined) return '';
  const { bars, width } = barCode(number);
  const path = bars.map((bar) => `M${bar.at} 0h${bar.width}v1h-${bar.width}z`).join('');
  return `<figure><svg viewBox="-10 0 ${width + 20} 1" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true"><path d="${path}"/></svg>${escaped(number)}</figure>`;
};

const facts = ({ facts: all, zone }: Paper, language: Language): string =>
  `<dl class="facts">${all.map(({ label, value, kind = 'text', wide = false }) =>
    `<div${wide ? ' class="wide"' : ''}><dt>${escaped(label[language])}${say('colon', language)}</dt><dd>${escaped(written(value, kind, { language, zone }))}</dd></div>`).join('')}</dl>`;

/** The last two rows, the total and the signatures are one group that no page break goes through; head and foot stand on every page. */
const table = (paper: Paper, rows: readonly Row[], language: Language): string => {
  const { columns, totals, signatures = [] } = paper;
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const cell = (tag: 'th scope="col"' | 'td', text: string, at: number) => `<${tag}${isFigure(columns[at]!.kind) ? ' class="figure"' : ''}>${escaped(text)}</${tag.slice(0, 2)}>`;
  const line = (row: Row, name = '') => `<tr${name}>${columns.map(({ kind }, at) => cell('td', written(row[at] ?? null, kind, { language, zone: paper.zone }), at)).join('')}</tr>\n`;
  const whole = (name: string, content: string) => `<tr class="${name}"><td colspan="${columns.length}">${content}</td></tr>\n`;
  const end = [
    ...rows.slice(-2).map((row) => line(row)),
    ...(rows.length === 0 ? [whole('nothing', escaped(say('nothing', language)))] : []),
    ...(totals ? [line(totals, ' class="total"')] : []),
    ...(signatures.length > 0 ? [whole('signatures', `<ul>${signatures.map((name) => `<li>${escaped(name[language])}${say('colon', language)}</li>`).join('')}</ul>`)] : []),
  ];
  return `<table>
<colgroup>${columns.map(({ share }) => `<col width="${((100 * share) / shares).toFixed(2)}%">`).join('')}</colgroup>
<thead><tr>${columns.map(({ head }, at) => cell('th scope="col"', head[language], at)).join('')}</tr></thead>
<tfoot>${whole('last', foot(paper, language))}</tfoot>
<tbody>
${rows.slice(0, -2).map((row) => line(row)).join('')}</tbody>
<tbody class="end">
${end.join('')}</tbody>
</table>`;
};

const foot = (paper: Paper, language: Language): string => {
  const { number, printed, zone, plies = [] } = paper;
  const said = say('printed', language, { at: wallTime(printed.at, zone).slice(0, 16), by: printed.by });
  return `<div class="foot">${[said, plies.map((ply) => ply[language]).join(' '), [number, reprint(paper, language)].filter(Boolean).join(' ')].map((text) => `<span>${escaped(text)}</span>`).join('')}</div>`;
};
