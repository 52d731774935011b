import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { word } from '../../texts/words';
import { usePart } from './queries';

/** Sign and colour of a state, by what it means for who looks: to be done, on its way, waiting, well, ended, bad. */
const kinds: Readonly<Record<string, readonly [sign: string, look: string]>> = {
  draft: ['✎', 'ended'], submitted: ['○', 'new'], in_approval: ['¥', 'waiting'], approved: ['◔', 'in_progress'], partly_approved: ['◔', 'in_progress'], partly_shipped: ['◑', 'in_progress'],
  received_with_discrepancy: ['≠', 'bad'], fulfilled: ['✓', 'resolved'], closed: ['●', 'ended'], rejected: ['✕', 'bad'], cancelled: ['✕', 'ended'],
  picking: ['◔', 'in_progress'], picked: ['◑', 'new'], checking: ['◕', 'in_progress'], checked: ['✓', 'resolved'], packed: ['▣', 'resolved'], put_back: ['↩', 'ended'],
  issued: ['▤', 'new'], dispatched: ['→', 'in_progress'], received: ['✓', 'resolved'], void: ['✕', 'ended'],
  in_transit: ['→', 'in_progress'], stale: ['…', 'waiting'], problem: ['!', 'bad'], signed: ['✓', 'resolved'], refused: ['⊘', 'bad'], returned: ['↩', 'ended'], lost: ['?', 'bad'],
  lent: ['→', 'in_progress'], reminded: ['◔', 'waiting'], overdue: ['▲', 'bad'], charged: ['¥', 'ended'], waiting: ['○', 'new'], posted: ['✓', 'resolved'], declined: ['✕', 'ended'],
  prepared: ['○', 'new'], sent: ['→', 'in_progress'], called_off: ['✕', 'ended'],
};

/** How a paper of the parts chain stands: sign, word and colour say the same. */
export const Standing = ({ of, state }: { of: 'request-state' | 'picking-state' | 'dn-state' | 'shipment-state' | 'transfer-state' | 'loan-state' | 'count-state'; state: string }) => {
  const [sign, look] = kinds[state] ?? ['·', 'ended'];
  return <span className={`mark ${look}`}><span aria-hidden>{sign} </span>{word(of, state)}</span>;
};

export const Urgent = ({ urgency }: { urgency: string }) => (urgency === 'urgent' ? <span className="priority urgent"><span aria-hidden>▲▲ </span>{word('priority', 'urgent')}</span> : null);

/** A part by its code and, as soon as it is known, its name; in which unit it is counted stands behind it, or behind how many there are. */
export function PartName({ code, qty }: { code: string; qty?: ReactNode }) {
  const { t } = useTranslation();
  const { data } = usePart(code);
  const unit = data && <span className="quiet">{data.unit}</span>;
  return <><span className="number">{code}</span>{data && <> {data.name}</>}{qty === undefined ? <> {unit}</> : <>{'\u00a0×\u00a0'}{qty} {unit}</>}{data?.withdrawn && <span className="priority high"> {t('part.withdrawn')}</span>}</>;
}

const shownLines = 5;

/** What is on a paper, in a cell of a list: each part with how many of it. Of long ones the beginning: the paper itself has all. */
export function PartLines({ lines }: { lines: readonly { readonly part: string; readonly qty: ReactNode }[] }) {
  const { t } = useTranslation();
  const shown = lines.length > shownLines + 1 ? lines.slice(0, shownLines) : lines;
  return (
    <>
      {shown.map(({ part, qty }, at) => <span key={at} className="part-line"><PartName code={part} qty={qty} /></span>)}
      {shown.length < lines.length && <span className="part-line quiet">{t('part.lines.more', { count: lines.length - shown.length })}</span>}
    </>
  );
}
