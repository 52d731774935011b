import { createHash } from 'node:crypto';
import type { Language } from '@aftercare/chassis';
import { formNames, forms, type Form } from './paper';
import { say } from './phrases';

/** The class and the page rule of a form in a language: the number of a page is written by the printer's browser. */
export const pageName = (form: Form, language: Language): string => `${form}-${language}`;

const numbered = (language: Language): string => say('page', language, { page: '" counter(page) "', pages: '" counter(pages) "' });

/**
 * What the machine has; one without a Chinese font fetches the gateway's, by pieces. Chromium draws text anew for each that comes only where a font that comes is the
 * first of the list: one that is never fetched, as it has no sign.
 */
const family = '"By pieces", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei", "Noto Sans SC Variable", sans-serif';

const formRules = formNames.flatMap((form) => (['zh', 'en'] as const).map((language) => {
  const { width, height, margin, text, abreast } = forms[form];
  const name = pageName(form, language);
  return `@page ${name} { size: ${width}mm ${height}mm; margin: ${margin.y}mm ${margin.x}mm; @bottom-right { content: "${numbered(language)}"; font: 7pt ${family}; } }
.${name} { page: ${name}; width: ${width - 2 * margin.x}mm; font-size: ${text}pt; }
.${name} .facts { grid-template-columns: repeat(${abreast}, 1fr); }`;
})).join('\n');

/** The one stylesheet of every page to print. Pages hold no style of their own, so that they work where only own sheets are allowed. */
export const pageStyle = `
@font-face { font-family: "By pieces"; src: url("/assets/font/files/noto-sans-sc-latin-wght-normal.woff2"); unicode-range: U+10FFFF; }
* { box-sizing: border-box; margin: 0; }
body { font-family: ${family}; line-height: 1.3; color: black; line-break: strict; }
main { overflow-wrap: anywhere; }
header { display: flex; justify-content: space-between; align-items: start; }
h1 { font-size: 16pt; line-height: 1.1; }
h1 strong { margin-left: 8pt; padding: 1pt 5pt; border: 1pt solid; font-size: 10pt; vertical-align: middle; }
figure { text-align: center; font-weight: bold; }
figure svg { display: block; width: 62mm; height: 7mm; }
.facts { display: grid; gap: 1.5pt 8pt; margin: 3pt 0; }
.facts div { display: flex; }
.facts .wide { grid-column: 1 / -1; }
.facts dt { flex: none; white-space: pre; }
.facts dd { font-weight: bold; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-variant-numeric: tabular-nums; }
th, td { padding: 1.5pt 3pt; border: 0.4pt solid; text-align: left; vertical-align: top; white-space: pre-line; }
th { hyphens: auto; }
.figure { text-align: right; }
.total td { font-weight: bold; }
.nothing td { padding: 5pt; text-align: center; }
tr, .end { break-inside: avoid; }
.signatures td, tfoot td { border: 0; padding: 0; }
.signatures ul { display: flex; padding: 12pt 0 6pt; list-style: none; }
.signatures li { flex: 1; display: flex; align-items: end; margin-right: 12pt; white-space: pre; }
.signatures li::after { content: ""; flex: 1; border-bottom: 0.4pt solid; }
.foot { display: flex; justify-content: space-between; padding-top: 2pt; font-size: 7pt; }
.label { display: flex; flex-direction: column; min-height: 130mm; }
.label .facts { flex: 1; align-content: start; row-gap: 4pt; }
.label figure { font-size: 14pt; }
.label figure svg { width: 100%; height: 15mm; }
@media screen { html { background: #ccc; } body { padding: 8mm; } main { margin: auto; padding: 8mm; box-sizing: content-box; background: white; box-shadow: 0 1mm 3mm #888; } }
${formRules}
`;

/** Changes with the sheet: a browser that has kept an older one asks anew. */
export const pageStyleVersion = createHash('sha256').update(pageStyle).digest('hex').slice(0, 12);
