import { useTranslation } from 'react-i18next';
import { moment, near } from '../texts/time';
import { word } from '../texts/words';

const stateSigns: Readonly<Record<string, string>> = { new: '○', assigned: '◔', in_progress: '◑', waiting: '…', resolved: '✓', closed: '●', cancelled: '✕', merged: '⇥' };

/** How a ticket stands: sign, word and colour say the same. */
export const StateMark = ({ state, waitingFor }: { state: string; waitingFor: string | null }) => {
  const { t } = useTranslation();
  return (
    <span className={`mark ${state}`}><span aria-hidden>{stateSigns[state] ?? '·'} </span>{waitingFor === null ? word('state', state) : t('waiting.on', { whom: word('waitingFor', waitingFor) })}</span>
  );
};

/** Urgent and high stand out; what nobody has judged says so. */
export const PriorityMark = ({ priority }: { priority: string | null }) => {
  const { t } = useTranslation();
  if (priority === null) return <span className="quiet">{t('priority.none')}</span>;
  const signs: Readonly<Record<string, string>> = { urgent: '▲▲', high: '▲', normal: '·', low: '▽' };
  return <span className={`priority ${priority}`}><span aria-hidden>{signs[priority]} </span>{word('priority', priority)}</span>;
};

/** A promise: until when, and whether that has passed. */
export const Due = ({ at, overdue, none }: { at: string | null; overdue: boolean; none: string }) => {
  const { t } = useTranslation();
  if (at === null) return <span className="quiet">{none}</span>;
  return <time dateTime={at} title={moment(at)} className={overdue ? 'due overdue' : 'due'}>{overdue && <b>{t('overdue')} </b>}{near(at)}</time>;
};
