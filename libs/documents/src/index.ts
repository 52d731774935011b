export { formNames, forms, type Column, type Fact, type Form, type Paper, type Row, type Value, type ValueKind } from './paper';
export { AnswersPaper, DocumentsModule, ExportQuery, PaperLanguage, PaperQuery, Papers, type PaperFormat } from './papers';
export { documentRules } from './rules';
