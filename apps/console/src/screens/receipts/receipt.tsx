import './receipts.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryNoteView, DiscrepancyView } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Loading, Stale, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { PartName } from '../parts/marks';
import { PastOr } from '../parts/past-delivery';
import { useDealers, useReceiverName } from '../parts/queries';
import { findDiscrepancies, getNote, reportDamage, reportLate } from './calls';
import { CommandForm } from './command-form';
import { DiscrepancyMark } from './marks';
import { Rows } from './paged';
import { PhotoMarks } from './photos';
import { Receiving } from './receiving';
import { receiptRoute } from './routes';
import { Signed } from './signed';

/** One delivery note as its receiver sees it: what should come, what came, and what became of the differences. */
export function Receipt() {
  const { number } = receiptRoute.useParams();
  const navigate = receiptRoute.useNavigate();
  return <PastOr key={number} of={{ note: number }} leave={() => void navigate({ to: '/receipts' })}><Ours number={number} /></PastOr>;
}

function Ours({ number }: { number: string }) {
  const { data: note, error, refetch, dataUpdatedAt } = useQuery({ queryKey: ['note', number], queryFn: () => getNote(number) });
  if (note === undefined) return error ? <><h1>{number}</h1><Trouble error={error} retry={() => void refetch()} /></> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Shown key={note.id} note={note} />
    </>
  );
}

function Shown({ note }: { note: DeliveryNoteView }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const receiverName = useReceiverName();
  const { dealerName } = useDealers();
  const nameOf = useNameOf();
  const [said, setSaid] = useState<string | null>(null);
  const [open, setOpen] = useState<'damage' | 'late' | null>(null);
  useEffect(() => { document.title = `${note.number} · ${t('product')}`; }, [note.number, t]);
  const mine = note.receiver.kind === 'customer' || note.receiver.kind === 'van' ? !person.roles.includes('dealer') : note.receiver.code === person.code;
  const may = (permission: string): boolean => person.may.includes(permission);
  const receives = mine && may('parts:receive') && note.can.includes('receive');
  const done = (words: string): void => {
    setSaid(words);
    setOpen(null);
    document.getElementById('main')?.focus();
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['note', 'notes', 'discrepancies'].includes(String(kind)) });
  };
  const parts = [...new Set(note.lines.map(({ part }) => part))].map((part) => ({ value: part, label: part }));

  return (
    <article className="goods">
      <header>
        <h1>{note.number} <span>{word('note-state', note.state)}</span></h1>
        <p className="marks">
          <span>{t('rc.receiver')} {receiverName(note.receiver)}{note.receiver.kind !== 'customer' && <span className="quiet"> {note.receiver.code}</span>}</span>
          {note.dispatchedAt && <span>{t('rc.dispatched')} {moment(note.dispatchedAt)}</span>}
          {note.receivedAt && <span>{t('rc.received-at')} {moment(note.receivedAt)} {note.receivedBy !== null && dealerName(nameOf(note.receivedBy))}</span>}
        </p>
        <div className="moves">
          {mine && may('parts:receive') && note.can.includes('report_damage') && <Button aria-pressed={open === 'damage'} onClick={() => setOpen(open === 'damage' ? null : 'damage')}>{t('rc.damage')}</Button>}
          {may('parts:answer') && note.state !== 'issued' && note.state !== 'void' && <Button aria-pressed={open === 'late'} onClick={() => setOpen(open === 'late' ? null : 'late')}>{t('rc.late')}</Button>}
        </div>
        <p role="status" className="said">{said}</p>
      </header>
      {open === 'damage' && (
        <CommandForm
          name={`damage.${note.id}`} title={t('rc.damage')} leave={() => setOpen(null)}
          fields={() => ({ part: { label: t('rc.part'), as: parts }, qty: { label: t('rc.damaged-pieces'), as: 'count' }, photos: { label: t('rc.photos'), as: 'photos', optional: true } })}
          send={({ part = '', qty = '', photos }, idempotencyKey) => reportDamage({ id: note.id, idempotencyKey, version: note.version }, { damages: [{ part, qty: Number(qty), photos: photos?.split(' ') ?? [] }] })}
          sent={() => done(t('rc.damage.said'))} clashed={() => void cache.invalidateQueries({ queryKey: ['note', note.number] })}
        />
      )}
      {open === 'late' && (
        <CommandForm
          name={`late.${note.id}`} title={t('rc.late')} leave={() => setOpen(null)} fields={() => ({ part: { label: t('rc.part'), as: parts } })}
          send={({ part = '' }, idempotencyKey) => reportLate({ note: note.id, part }, idempotencyKey)} sent={({ number }) => done(t('rc.late.said', { number }))}
        />
      )}
      {receives ? <Receiving note={note} done={(cases) => done(t('rc.received', { count: cases }))} /> : (
        <>
          {note.state === 'dispatched' && !mine && <p className="quiet">{t('rc.others', { who: receiverName(note.receiver) })}</p>}
          <Rows
            items={note.lines} label={t('rc.lines')} keyOf={({ lineNo }) => String(lineNo)} leads={false}
            columns={[
              { name: t('rc.part'), cell: ({ part, askedFor, requestLine }) => <><PartName code={part} />{askedFor !== part && <> ({t('rc.instead-of', { part: askedFor })})</>}{requestLine === null && <span className="plus"> {t('rc.not-on-note')}</span>}</> },
              { name: t('rc.on-note'), number: true, cell: ({ qty }) => qty },
              { name: t('rc.came'), number: true, cell: ({ received }) => received ?? '—' },
              { name: t('rc.accepted'), number: true, cell: ({ accepted }) => accepted ?? '—' },
              { name: t('rc.rejected'), number: true, cell: ({ rejected }) => rejected ?? '—' },
              { name: t('rc.difference'), number: true, cell: ({ difference }) => <Signed by={difference} /> },
              { name: t('rc.reason'), cell: ({ reason, photos }) => (reason !== null || photos.length > 0) && <>{reason && word('reject', reason)} <PhotoMarks photos={photos} /></> },
            ]}
          />
        </>
      )}
      {note.state === 'received' && <Cases noteId={note.id} />}
    </article>
  );
}

function Cases({ noteId }: { noteId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['discrepancies', 'note', noteId], queryFn: () => findDiscrepancies({ note: noteId, limit: 200 }) });
  if (error) return <Trouble error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} />;
  return (
    <section aria-labelledby="cases">
      <h2 id="cases">{t('nav.discrepancies')}</h2>
      {data.items.length === 0 ? <p className="quiet">{t('rc.no-cases')}</p> : (
        <Rows<DiscrepancyView>
          items={data.items} label={t('nav.discrepancies')} keyOf={({ id }) => id}
          columns={[
            { name: t('dc.number'), cell: ({ number }) => <Link to="/discrepancies/$number" params={{ number }} className="number">{number}</Link> },
            { name: t('dc.type'), cell: ({ type }) => word('dc-type', type) },
            { name: t('rc.part'), wide: true, cell: ({ part, cameInstead }) => <><PartName code={part} />{cameInstead && <> → <PartName code={cameInstead} /></>}</> },
            { name: t('rc.pieces'), number: true, cell: ({ qty }) => qty },
            { name: t('filter.state'), wide: true, cell: (one) => <DiscrepancyMark of={one} /> },
          ]}
        />
      )}
    </section>
  );
}
