import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeliveryNoteView, DispatchShipmentBody, ShipmentView } from '../../api/generated/inventory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { tone } from '../../parts/tone';
import { listed } from '../../texts/language';
import { moment, near, today } from '../../texts/time';
import { word } from '../../texts/words';
import { dispatchShipment, getPicking, listNotes } from './calls';
import { PartLines } from './marks';
import { NoteInHand } from './note-in-hand';
import { useCarriers, useReceiverName } from './queries';
import { dispatchRoute } from './routes';
import { ScanField } from './scan-field';
import { Stop, type Stopped } from './stop';
import './parts.css';
import './picking.css';


interface Sending {
  readonly noteIds: readonly string[];
  readonly carrier: string;
  readonly waybill: string;
  readonly boxes: string;
  readonly weight: string;
  readonly freight: string;
  readonly payer: NonNullable<DispatchShipmentBody['freightPayer']>;
}

const nothing: Sending = { noteIds: [], carrier: '', waybill: '', boxes: '', weight: '', freight: '', payer: 'sender' };

/** What is ready leaves the house: delivery notes, one or several to one receiver, under one waybill. */
export function Dispatch() {
  const { t } = useTranslation();
  const { note } = dispatchRoute.useSearch();
  const navigate = useNavigate({ from: dispatchRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const receiverName = useReceiverName();
  const { data: carriers } = useCarriers();
  const [draft, change, clear] = useDraft<Sending>(person.code, 'dispatch', nothing);
  const [sent, setSent] = useState<ShipmentView | null>(null);
  const [tried, setTried] = useState(false);
  const [stopped, setStopped] = useState<Stopped | null>(null);
  const notes = useQuery({ queryKey: ['notes', 'issued'], queryFn: () => listNotes({ state: 'issued', limit: 200 }), meta: { hears: ['inventory.delivery_note'] }, refetchInterval: safetyNet });
  const { items, changes, apply } = useSteady(`issued ${sent?.id ?? ''}`, notes.data?.items, ({ id }) => id);
  const issued = notes.data?.items ?? [];
  const chosen = issued.filter(({ id }) => draft.noteIds.includes(id));
  const mayShip = person.may.includes('parts:ship');
  useEffect(() => { document.title = `${t('nav.dispatch')} · ${t('product')}`; }, [t]);

  const carrier = draft.carrier === '' ? (carriers?.items.find(({ trackingPrefix }) => trackingPrefix !== '' && draft.waybill.startsWith(trackingPrefix))?.carrierCode ?? '') : draft.carrier;
  const packed = useQuery({ queryKey: ['packed', draft.noteIds], queryFn: () => Promise.all(chosen.map(({ pickingId }) => getPicking(pickingId))), enabled: chosen.length > 0 && person.may.includes('stock:read') });
  const boxesPacked = packed.data?.reduce((sum, { boxes }) => sum + (boxes ?? 1), 0) ?? 1;
  const gramsPacked = packed.data?.every(({ weightG }) => weightG !== null) ? packed.data.reduce((sum, { weightG }) => sum + (weightG ?? 0), 0) : null;
  const boxes = draft.boxes === '' ? String(boxesPacked) : draft.boxes;
  const weight = draft.weight === '' && gramsPacked !== null ? String(gramsPacked / 1_000) : draft.weight;

  const choose = (one: DeliveryNoteView, on = !draft.noteIds.includes(one.id)): void => {
    const others = chosen.filter(({ id }) => id !== one.id);
    const other = others.find(({ receiver, location }) => receiver.kind !== one.receiver.kind || receiver.code !== one.receiver.code || location !== one.location);
    if (on && other !== undefined) {
      setStopped({ title: t('dispatch.other-receiver'), what: t('dispatch.other-receiver.what', { note: one.number, other: other.number }) });
      return;
    }
    setSent(null);
    change({ noteIds: [...others.map(({ id }) => id), ...(on ? [one.id] : [])] });
  };
  // Whoever comes from the picking board has his note chosen.
  const arrivedWith = useRef<string | undefined>(undefined);
  useEffect(() => {
    const one = notes.data?.items.find(({ number }) => number === note);
    if (one === undefined || arrivedWith.current === note || !mayShip) return;
    arrivedWith.current = note;
    change({ noteIds: [one.id] });
  }, [note, notes.data, change, mayShip]);

  const wrongs = {
    noteIds: chosen.length === 0 ? t('dispatch.notes.missing') : undefined,
    waybill: /^[A-Za-z0-9-]{4,40}$/.test(draft.waybill) ? undefined : t('dispatch.waybill.wrong'),
    carrier: carrier === '' ? t('dispatch.carrier.missing') : undefined,
    boxes: /^[1-9]\d{0,2}$/.test(boxes) ? undefined : t('dispatch.boxes.wrong'),
    weightG: weight === '' || /^\d{1,5}(\.\d{1,3})?$/.test(weight) ? undefined : t('dispatch.weight.wrong'),
    freight: draft.freight === '' || /^\d{1,9}(\.\d{1,2})?$/.test(draft.freight) ? undefined : t('dispatch.freight.wrong'),
  };
  const sending = useCommand((body: DispatchShipmentBody, key) => dispatchShipment(body, key), async (shipment) => {
    tone('right');
    clear();
    setTried(false);
    void navigate({ search: {} });
    // What one has sent oneself is off the list at once.
    await notes.refetch();
    setSent(shipment);
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['notes', 'papers', 'request', 'ledger', 'shipments', 'stock'].includes(String(kind)) });
    document.getElementById('scan')?.focus();
  });
  const send = (): void => {
    if (sending.isPending || !mayShip) return;
    setTried(true);
    if (Object.values(wrongs).some((wrong) => wrong !== undefined)) {
      tone('wrong');
      return;
    }
    sending.mutate({
      carrier, waybill: draft.waybill, noteIds: chosen.map(({ id }) => id), boxes: Number(boxes), freightPayer: draft.payer,
      ...(weight === '' ? {} : { weightG: Math.round(Number(weight) * 1_000) }), ...(draft.freight === '' ? {} : { freight: inCents(draft.freight) }),
    });
  };
  const scanned = (text: string): void => {
    if (/^DN-/.test(text)) {
      const one = issued.find(({ number }) => number === text);
      if (one === undefined) setStopped({ title: t('dispatch.note.unknown'), what: t('dispatch.note.unknown.what', { note: text }) });
      else {
        tone('right');
        choose(one, true);
      }
    } else {
      tone('right');
      change({ waybill: text });
    }
  };
  useKeys({ 'Ctrl+Enter': send });
  const wrong = (name: keyof typeof wrongs): string | undefined => (tried ? wrongs[name] : undefined) ?? wrongIn(sending.error, name);

  const columns: Column<DeliveryNoteView>[] = [
    ...(mayShip ? [{ head: t('dispatch.choose'), acts: true, cell: (one: DeliveryNoteView) => <Checkbox aria-label={one.number} tabIndex={-1} checked={draft.noteIds.includes(one.id)} onChange={({ target }) => choose(one, target.checked)} /> }] : []),
    { head: t('note'), cell: ({ number }) => <span className="number">{number}</span> },
    { head: t('for-whom'), wide: true, cell: ({ receiver }) => receiverName(receiver) },
    { head: t('parts'), wide: true, cell: ({ lines }) => <PartLines lines={lines} /> },
    { head: t('dispatch.due'), cell: ({ dispatchDueOn }) => (dispatchDueOn < today() ? <span className="number due overdue"><b>{t('overdue')} </b>{dispatchDueOn}</span> : <span className="number">{dispatchDueOn}</span>) },
    { head: t('issued'), cell: ({ issuedAt }) => <time dateTime={issuedAt} title={moment(issuedAt)}>{near(issuedAt)}</time> },
  ];
  return (
    <div className="parts dispatch">
      <header>
        <h1>{t('nav.dispatch')}</h1>
        <p><Link to="/dispatch/ledger">{t('nav.ledger')}</Link></p>
        {mayShip && <ScanField label={t('scan')} hint={chosen.length === 0 ? t('scan.hint.note') : t('scan.hint.waybill')} scanned={scanned} />}
        <Changes changes={changes} apply={apply} />
      </header>
      {sent && (
        <Alert type="success" role="status" showIcon title={t('dispatch.done', { number: sent.number, waybill: sent.waybill, day: sent.promisedOn })} description={
          <p className="actions">
            {Array.from({ length: Math.min(sent.boxes, 20) }, (_none, at) => <PaperLink key={at} path={`inventory/shipments/${sent.number}/label/print`} query={{ box: String(at + 1) }}>{t('print.label', { box: at + 1, boxes: sent.boxes })}</PaperLink>)}
            {sent.notes.map(({ number }) => <Link key={number} to="/dispatch" search={{ note: number }}>{t('note')} {number}</Link>)}
            {sent.notes.map(({ number }) => <Link key={`receive ${number}`} to="/receipts/$number" params={{ number }}>{t('next')} {t('next.receive', { who: receiverName(sent.receiver) })}</Link>)}
            <Link to="/follow-up" search={{ shipment: sent.number }}>{t('nav.follow-up')}</Link>
          </p>
        } />
      )}
      <div className="columns">
        <div>
          {items === undefined ? (notes.error ? <Trouble error={notes.error} retry={() => void notes.refetch()} /> : <Loading rows={6} />) : (
            <>
              {notes.error && <Stale at={notes.dataUpdatedAt} error={notes.error} retry={() => void notes.refetch()} />}
              {items.length === 0 ? <Empty action={<Link to="/picking">{t('nav.picking')}</Link>}>{t('dispatch.empty')}</Empty>
                : <Sheet label={t('nav.dispatch')} items={items} idOf={({ id }) => id} columns={columns} open={({ number }) => void navigate({ search: { note: number } })} {...(mayShip ? { keys: { KeyX: { does: 'keys.choose', act: (one: DeliveryNoteView) => choose(one) } } } : {})} />}
            </>
          )}
          {note !== undefined && <NoteInHand key={note} number={note} leave={() => void navigate({ search: {} })} />}
        </div>
        {mayShip && (
          <form className="move" aria-label={t('dispatch.do')} noValidate onSubmit={(event) => { event.preventDefault(); send(); }}>
            <h2>{t('dispatch.do')}</h2>
            <p>{chosen.length === 0 ? <span className={tried ? 'wrong' : 'quiet'}>{t('dispatch.notes.missing')}</span> : <>{listed(chosen.map(({ number }) => number))}<br /><b>{receiverName(chosen[0]?.receiver)}</b></>}</p>
            <Field label={t('waybill')} required wrong={wrong('waybill')} hint={t('dispatch.waybill.hint', { prefixes: carriers?.items.map(({ trackingPrefix }) => trackingPrefix).filter(Boolean).slice(0, 5).join(' ') ?? '' })}>{(ids) => <Input {...ids} value={draft.waybill} maxLength={40} autoComplete="off" onChange={({ target }) => change({ waybill: target.value.trim() })} />}</Field>
            <Field label={t('carrier')} required wrong={wrong('carrier')}>{(ids) => <Select {...ids} value={carrier === '' ? null : carrier} options={(carriers?.items ?? []).map(({ carrierCode, name }) => ({ value: carrierCode, label: `${name} ${carrierCode}` }))} onChange={(value: string) => change({ carrier: value })} />}</Field>
            <div className="pair">
              <Field label={t('boxes')} required wrong={wrong('boxes')}>{(ids) => <Input {...ids} inputMode="numeric" value={boxes} maxLength={3} onChange={({ target }) => change({ boxes: target.value.trim() })} />}</Field>
              <Field label={t('weight')} wrong={wrong('weightG')}>{(ids) => <Input {...ids} inputMode="decimal" value={weight} maxLength={9} onChange={({ target }) => change({ weight: target.value.trim() })} />}</Field>
            </div>
            <Field label={t('freight')} wrong={wrong('freight')}>{(ids) => <Input {...ids} inputMode="decimal" value={draft.freight} maxLength={12} onChange={({ target }) => change({ freight: target.value.trim() })} />}</Field>
            <fieldset className="field">
              <legend>{t('payer')}</legend>
              <Radio.Group name="payer" value={draft.payer} onChange={({ target }) => change({ payer: target.value as Sending['payer'] })} options={(['sender', 'receiver'] as const).map((value) => ({ value, label: word('payer', value) }))} />
            </fieldset>
            {sending.error && <Trouble error={sending.error} />}
            <p className="actions">
              <Button type="primary" htmlType="submit" loading={sending.isPending}>{t('dispatch.do')}</Button>
              <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span>
            </p>
          </form>
        )}
      </div>
      {stopped && <Stop stopped={stopped} seen={() => setStopped(null)} />}
    </div>
  );
}

/** As the service takes it: exact, with two decimals. */
const inCents = (typed: string): string => {
  const [whole = '0', cents = ''] = typed.split('.');
  return `${whole}.${cents.padEnd(2, '0')}`;
};
