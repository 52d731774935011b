import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeliveryNoteView } from '../api/generated/inventory/types.gen';
import { useDraft } from '../parts/drafts';
import { usePerson } from '../parts/person';
import { useCommand } from '../parts/command';
import { confirmReceipt, getNote, listNotes } from '../screens/receipts/calls';
import { countedOf, faultOf, onNoteOf, pieces, receivedLine, rejectReasons, type Counts } from '../screens/receipts/counting';
import { hashesOf } from '../screens/receipts/photo-hash';
import { moment } from '../texts/time';
import { word } from '../texts/words';
import { Chips, Count, Part, Read, Scan, To, Trouble } from './parts';
import { signal } from './signal';
import { t } from './texts';

/** What is on its way to this dealer, and what came of it. */
export const Receipts = ({ number }: { number: string | undefined }) => (number === undefined ? <Awaited /> : <One number={number} />);

function Awaited() {
  const query = useQuery({ queryKey: ['notes', 'dispatched'], queryFn: () => listNotes({ state: 'dispatched', limit: 50 }) });
  return (
    <Read query={query}>
      {({ items }) => items.length === 0 ? <p className="quiet">{t('rc.none-awaited')}</p> : (
        <ul className="rows">{items.map(({ id, number, totalQty, dispatchedAt }) => <li key={id}><To screen="receipts" number={number}><span className="number">{number}<small>{dispatchedAt && moment(dispatchedAt)}</small></span><b>{totalQty}</b></To></li>)}</ul>
      )}
    </Read>
  );
}

function One({ number }: { number: string }) {
  const query = useQuery({ queryKey: ['note', number], queryFn: () => getNote(number) });
  return <Read query={query}>{(note) => (note.state === 'dispatched' ? <Receive note={note} /> : <Received note={note} />)}</Read>;
}

/** Goes on with what the receipt has begun: its differences, or the next box. */
const Received = ({ note }: { note: DeliveryNoteView }) => (
  <>
    <p className="said" role="status">{note.number} {word('note-state', note.state)}</p>
    <ul className="card">{note.lines.map(({ lineNo, part, qty, received, rejected, reason }) => (
      <li key={lineNo}><Part code={part} /> {received ?? '—'} / {qty}{received !== null && received !== qty && <span className={received < qty ? 'less' : 'more'}> {received < qty ? `−${qty - received}` : `+${received - qty}`}</span>}{(rejected ?? 0) > 0 && <span className="less"> {t('rc.rejected')} {rejected} {reason && word('reject', reason)}</span>}</li>
    ))}</ul>
    {note.lines.some(({ qty, received, rejected }) => received !== qty || (rejected ?? 0) > 0)
      ? <To screen="differences" className="go">{t('differences')}</To>
      : <To screen="receipts" className="go">{t('receipts')}</To>}
  </>
);

/** One part after the other; what was counted stays on this phone until it has been sent. */
function Receive({ note }: { note: DeliveryNoteView }) {
  const cache = useQueryClient();
  const person = usePerson();
  const [{ counts }, change, clear] = useDraft<{ readonly counts: Counts }>(person.code, `receipt.${note.id}`, { counts: {} });
  const onNote = onNoteOf(note.lines);
  const parts = [...onNote.keys(), ...Object.keys(counts).filter((part) => !onNote.has(part))];
  const uncounted = parts.findIndex((part) => countedOf(counts, part).came === '');
  const [at, setAt] = useState(uncounted === -1 ? parts.length : uncounted);
  const [adding, setAdding] = useState(false);
  const [unread, setUnread] = useState(false);
  const send = useCommand(
    (said: Counts, key) => confirmReceipt({ id: note.id, idempotencyKey: key, version: note.version }, { lines: parts.map((part) => receivedLine(part, countedOf(said, part))) }),
    (received) => { signal(true); clear(); cache.setQueryData(['note', note.number], received); },
    () => void cache.invalidateQueries({ queryKey: ['note', note.number] }),
  );
  const part = parts[at];
  if (part === undefined) {
    return (
      <>
        <h2>{t('receive.check')}</h2>
        <ul className="rows">{parts.map((one, index) => {
          const { came, rejected } = countedOf(counts, one);
          const [all, should] = [pieces(came) ?? 0, onNote.get(one) ?? 0];
          return <li key={one}><button type="button" className="wide" onClick={() => setAt(index)}><Part code={one} /> {all} / {should} {all !== should && <span className={all < should ? 'less' : 'more'}>{all < should ? `−${should - all}` : `+${all - should}`}</span>}{(pieces(rejected) ?? 0) > 0 && <span className="less"> {t('rc.rejected')} {rejected}</span>}</button></li>;
        })}</ul>
        {adding ? <section className="card now"><Scan label={t('receive.other')} hear={(other) => { setAdding(false); if (!parts.includes(other)) change({ counts: { ...counts, [other]: { ...countedOf(counts, other), came: '1' } } }); setAt(parts.includes(other) ? parts.indexOf(other) : parts.length); }} /></section> : <button type="button" onClick={() => setAdding(true)}>{t('receive.other')}</button>}
        {send.error && <Trouble error={send.error} />}
        <button type="button" className="main" disabled={send.isPending || parts.some((one) => faultOf(countedOf(counts, one)) !== null)} onClick={() => send.mutate(counts)}>{t('rc.confirm')}</button>
        <p className="quiet">{t('rc.once')}</p>
      </>
    );
  }
  const counted = countedOf(counts, part);
  const set = (changes: Partial<typeof counted>): void => change({ counts: { ...counts, [part]: { ...counted, ...changes } } });
  const fault = faultOf(counted);
  return (
    <section className="card now">
      <p className="quiet">{note.number} · {t('receive.of', { at: at + 1, all: parts.length })}</p>
      <p className="big"><Part code={part} /></p>
      <p>{onNote.has(part) ? <>{t('rc.on-note')} {onNote.get(part)}</> : <span className="more">{t('rc.not-on-note')}</span>}</p>
      <Count label={t('receive.came')} value={counted.came} change={(came) => set({ came })} />
      {counted.came === '' && onNote.has(part) && <button type="button" onClick={() => set({ came: String(onNote.get(part)) })}>{t('receive.came')} {onNote.get(part)}</button>}
      <Count label={t('receive.rejected')} value={counted.rejected === '' ? '0' : counted.rejected} change={(rejected) => set({ rejected })} />
      {(pieces(counted.rejected) ?? 0) > 0 && (
        <>
          <Chips label={t('rc.reason')} value={counted.reason ?? null} options={rejectReasons.map((value) => ({ value, label: word('reject', value) }))} change={(reason) => set({ reason })} />
          {isSecureContext && <label>{t('rc.photos')} {counted.photos.length > 0 && t('rc.photos.kept', { count: counted.photos.length })}<input type="file" accept="image/*" capture="environment" multiple onChange={({ target }) => { hashesOf([...(target.files ?? [])]).then((hashes) => { setUnread(false); set({ photos: [...new Set([...counted.photos, ...hashes])].slice(0, 10) }); }, () => setUnread(true)); target.value = ''; }} /></label>}
          {unread && <p className="less" role="alert">{t('rc.photos.unread')}</p>}
        </>
      )}
      {fault !== null && counted.came !== '' && <p className="less">{t(fault)}</p>}
      <button type="button" className="main" disabled={fault !== null} onClick={() => setAt(at + 1)}>{t('receive.next')}</button>
    </section>
  );
}
