import { useTranslation } from 'react-i18next';
import type { TimelineLine } from '../../api/generated/tickets/types.gen';
import { useContact, useNote } from '../../parts/queries';
import { Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';

/** Everything that happened, in plain words; what a machine needs is folded away. */
export function Timeline({ lines, nameOf }: { lines: readonly TimelineLine[]; nameOf: (code: string) => string }) {
  return <ol className="timeline">{lines.map((line) => <Line key={line.eventId} line={line} nameOf={nameOf} />)}</ol>;
}

function Line({ line: { at, fact, by, noteId, details }, nameOf }: { line: TimelineLine; nameOf: (code: string) => string }) {
  const { t } = useTranslation();
  const told = detailsOf(fact, details, nameOf);
  return (
    <li>
      <time dateTime={at} title={moment(at)}>{near(at)}</time>
      <div>
        <b>{word('fact', fact)}</b>
        {by !== null && <span className="quiet"> {nameOf(by)}</span>}
        {told.length > 0 && <p className="told">{told.join(' · ')}</p>}
        {noteId !== null && fact !== 'opened' && <NoteWords id={noteId} />}
        {Object.keys(details).length > 0 && <details><summary>{t('timeline.facts')}</summary><dl>{Object.entries(details).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd></div>)}</dl></details>}
      </div>
    </li>
  );
}

/** What of the facts a person asks for, by its name in the event: in which words its values are said. */
const wordsOf: Readonly<Record<string, string>> = { type: 'type', kind: 'kind', from: 'type', to: 'type', priority: 'priority', waitingFor: 'waitingFor', reason: 'reason', channel: 'channel', state: 'state', limit: 'limit' };
/** The same names mean something else in what other services tell, whose facts begin with the thing that they are about. */
const wordsOfOthers: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['parts_request_', { state: 'request-state', reason: 'request-reason' }], ['delivery_note_', { state: 'note-state', reason: 'void' }], ['shipment_', { state: 'shipment-state' }], ['picking_', { state: 'picking-state' }],
  ['repair_', { state: 'repair-state' }], ['discrepancy_', { state: 'dc-state', type: 'dc-type' }], ['obligation_', { state: 'ob-state', reason: 'waiver' }],
];
const people = ['ownerId', 'offeredTo', 'escalatedTo'];
const numbers = ['number', 'requestNumber', 'noteNumber', 'faultCode', 'serial', 'waybill', 'evidence'];

const detailsOf = (fact: string, details: TimelineLine['details'], nameOf: (code: string) => string): string[] => {
  const others = wordsOfOthers.find(([thing]) => fact.startsWith(thing))?.[1];
  return Object.entries(details).flatMap(([name, value]) => {
    // Its own number stands above it.
    if ((typeof value !== 'string' && !Array.isArray(value)) || (fact === 'opened' && name === 'number')) return [];
    if (people.includes(name)) return [`${word('field', name)} ${nameOf(String(value))}`];
    if (numbers.includes(name)) return [Array.isArray(value) ? listed(value) : value];
    const kind = others?.[name] ?? wordsOf[name];
    if (kind === undefined || typeof value !== 'string') return [];
    // A kind is that of a reply, of a link or of a ticket, as the fact may be.
    return [kind === 'kind' ? (['reply', 'link', 'type'].map((one) => word(one, value)).find((text) => text !== value) ?? value) : word(kind, value)];
  });
};

/** What the customer said, in his own words; of what was taken over from before they may not be known. */
export function ContactWords({ id }: { id: string | null }) {
  const { t } = useTranslation();
  const { data, error } = useContact(id);
  if (id === null) return <p className="quiet">{t('words.none')}</p>;
  if (error) return <Trouble error={error} />;
  return data === undefined ? null : <blockquote>{data.words}</blockquote>;
}

function NoteWords({ id }: { id: string }) {
  const { data, error } = useNote(id);
  if (error) return <Trouble error={error} />;
  return data === undefined ? null : <>{Object.entries(data.texts).map(([name, text]) => <blockquote key={name}>{Object.keys(data.texts).length > 1 && <span className="quiet">{word('field', name)} </span>}{String(text)}</blockquote>)}</>;
}
