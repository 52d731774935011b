export { csvOf } from './csv';
export { pageOf } from './page';
export { pageStyle } from './page-style';
export { formNames, forms, type Column, type Fact, type Form, type Paper, type Row, type Value, type ValueKind } from './paper';
export { pdfOf } from './pdf';
export { documentRules } from './rules';
export { xlsxOf } from './xlsx';
