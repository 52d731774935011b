export { isBlank, typedText, type Cell, type SheetRow } from './cell';
export { code, codes, day, name, phone, price, reasons, text, time, wholeNumber, word, Wrong, yesNo, type FieldRule, type Reason, type RowView, type WarningCode } from './field';
export { judge, type Column, type Judged, type Kind, type Values, type Verdict, type Warning } from './judge';
export { longestFile } from './limits';
export { openTable, type Table } from './open-table';
export { csvLine, reportLists, reportOf, type Report } from './report';
export { reasonWords } from './reason-words';
export { tableRules } from './rules';
export { xlsxOf } from './write-xlsx';
