import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Alert, Button, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NoteLineView, VoidNoteBody } from '../../api/generated/inventory/types.gen';
import { useCommand } from '../../parts/command';
import { paperAt } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Loading, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { changeNote, getNote } from './calls';
import { PartName, Standing } from './marks';
import { useReceiverName } from './queries';

const voidReasons: readonly VoidNoteBody['reason'][] = ['wrong_receiver', 'wrong_parts', 'damaged_in_packing', 'request_cancelled', 'mistake'];

/** One delivery note: what it says, to be printed (each print is counted) and, before its goods leave, to be declared void. */
export function NoteInHand({ number, leave }: { number: string; leave: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const receiverName = useReceiverName();
  const { data: note, error, refetch } = useQuery({ queryKey: ['notes', number], queryFn: () => getNote(number) });
  const nameOf = useNameOf();
  const [voiding, setVoiding] = useState(false);
  const [reason, setReason] = useState<VoidNoteBody['reason'] | null>(null);
  const again = (): void => void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['notes', 'papers', 'request', 'pickings', 'pick-queue'].includes(String(kind)) });
  const printing = useCommand((id: string, key) => changeNote(id, 'prints', {}, key), again);
  const declaring = useCommand(({ id, version, body }: { id: string; version: number; body: VoidNoteBody }, key) => changeNote(id, 'void', body, key, version), () => { setVoiding(false); again(); });
  if (note === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={4} />;
  // The page is opened by the press itself: after an answer no browser lets us open one.
  const print = (): void => {
    if (printing.isPending) return;
    const page = window.open('', '_blank');
    if (page) page.opener = null;
    printing.mutate(note.id, { onSuccess: () => page?.location.replace(paperAt(`inventory/delivery-notes/${number}/print`)), onError: () => page?.close() });
  };
  const columns: Column<NoteLineView>[] = [
    { head: '#', count: true, cell: ({ lineNo }) => lineNo },
    { head: t('part'), wide: true, cell: ({ part, askedFor }) => <><PartName code={part} />{askedFor !== part && <p className="why">{t('note.asked-for', { part: askedFor })}</p>}</> },
    { head: t('qty'), count: true, cell: ({ qty }) => qty },
    { head: t('qty.received'), count: true, cell: ({ received }) => received ?? '—' },
    { head: t('difference'), count: true, cell: ({ difference }) => (difference === null ? '—' : difference === 0 ? '0' : <b className="priority urgent">{difference > 0 ? `+${difference}` : difference}</b>) },
    { head: t('request.warranty.short'), cell: ({ underWarranty }) => (underWarranty ? '✓' : '') },
  ];
  return (
    <section className="move in-hand" aria-label={number}>
      <div className="head">
        <h2 className="number">{number}</h2>
        <Standing of="dn-state" state={note.state} />
        <b>{receiverName(note.receiver)}</b>
        <Link to="/parts/requests/$number" params={{ number: note.requestId }}>{t('request')}</Link>
        <span className="quiet">{moment(note.issuedAt)} {nameOf(note.issuedBy)}{note.reprints > 0 && <> · {t('note.reprints', { count: note.reprints })}</>}{note.voidReason !== null && <> · {word('void', note.voidReason)}</>}</span>
      </div>
      <Sheet label={number} items={note.lines} idOf={({ lineNo }) => String(lineNo)} columns={columns} />
      {printing.error && <Trouble error={printing.error} />}
      {voiding && (
        <fieldset className="field">
          <legend>{t('void.why')}</legend>
          <Alert type="warning" showIcon title={t('void.what')} />
          <Radio.Group name="void" value={reason} onChange={({ target }) => setReason(target.value as VoidNoteBody['reason'])} options={voidReasons.map((value) => ({ value, label: word('void', value) }))} />
          {declaring.error && <Trouble error={declaring.error} />}
          <p className="actions"><Button danger disabled={reason === null} loading={declaring.isPending} onClick={() => { if (reason) declaring.mutate({ id: note.id, version: note.version, body: { reason } }); }}>{t('void.do')}</Button></p>
        </fieldset>
      )}
      <p className="actions">
        {note.can.includes('print') && person.may.includes('parts:ship') && <Button loading={printing.isPending} onClick={print}>{t('print.note')}</Button>}
        {note.can.includes('declare_void') && person.may.includes('parts:ship') && <Button danger aria-pressed={voiding} onClick={() => setVoiding(!voiding)}>{t('void')}</Button>}
        <Button onClick={leave}>{t('close')}</Button>
      </p>
    </section>
  );
}
