import type { Fact, Paper } from '@aftercare/documents';
import { statement } from '@aftercare/event-store';
import type { Text } from '@aftercare/kernel';
import type { Addressee } from '../directory/receivers';
import type { Receiver } from '../domain/delivery-note';

/** What a paper needs besides its content: when it is made, and how the wall of its branch ($1; of several, one of them) shows it. */
export const paperTerms = statement(
  'paper-terms',
  'SELECT business_now() AS now, coalesce((SELECT zone FROM branch WHERE id = $1), (SELECT min(zone) FROM branch)) AS zone',
);
export interface PaperTerms { readonly now: Date; readonly zone: string }

export const printedBy = ({ now, zone }: PaperTerms, by: string): Pick<Paper, 'printed' | 'zone'> => ({ printed: { at: now.toISOString(), by }, zone });

/** `天津配件库（WH-BR01）`, `天津配件库 (WH-BR01)`. */
export const inBrackets = (name: string, more: string): Text => ({ zh: `${name}（${more}）`, en: `${name} (${more})` });

/** Name and address, as far as who prints may see them; else the code under which the receiver is on file. */
export const addressed = ({ code }: Receiver, addressee: Addressee | null): readonly Fact[] => [
  { label: { zh: '收货方', en: 'To' }, value: addressee ? inBrackets(addressee.name, code) : code },
  { label: { zh: '收货人', en: 'Attention' }, value: addressee?.contactName ?? null },
  { label: { zh: '电话', en: 'Telephone' }, value: addressee?.phone ?? null, kind: 'code' },
  { label: { zh: '地址', en: 'Address' }, value: addressee?.address ?? null, wide: true },
];
