import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShipmentInFull, ShipmentView } from '../../api/generated/inventory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { Loading, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { changeShipment, getShipment, showDealer, writeNote } from './calls';
import { ShipmentStanding } from './follow-up';
import { PastOr, shipmentOrWaybill } from './past-delivery';
import { useCarriers, useReceiverName } from './queries';

interface Props {
  /** Its id, its number or its waybill. */
  readonly which: string;
  readonly changed: (answer: ShipmentView) => void;
  readonly leave: () => void;
}

/** One shipment: whom to call, its journey, and what was said on the phone. */
export const ShipmentInHand = (props: Props) => <PastOr of={shipmentOrWaybill(props.which)} leave={props.leave}><Ours {...props} /></PastOr>;

function Ours({ which, changed, leave }: Props) {
  const { data, error, refetch } = useQuery({ queryKey: ['shipment', which], queryFn: () => getShipment(which) });
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={4} />;
  return <Shown shipment={data} changed={changed} leave={leave} />;
}

function Shown({ shipment, changed, leave }: { shipment: ShipmentInFull } & Pick<Props, 'changed' | 'leave'>) {
  const { t } = useTranslation();
  const person = usePerson();
  const receiverName = useReceiverName();
  const { data: carriers } = useCarriers();
  const carrier = carriers?.items.find(({ carrierCode }) => carrierCode === shipment.carrier);
  const dealer = useQuery({ queryKey: ['dealer', shipment.receiver.code], queryFn: () => showDealer(shipment.receiver.code), enabled: shipment.receiver.kind === 'dealer' && person.may.includes('dealer:read') });
  const [draft, change, clear] = useDraft(person.code, `shipment.${shipment.id}`, { words: '', day: '' });
  const [sure, setSure] = useState<'lost' | 'take-back' | null>(null);
  const panel = useRef<HTMLElement>(null);
  const may = (move: ShipmentView['can'][number], permission: string): boolean => shipment.can.includes(move) && person.may.includes(permission);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>('textarea')?.focus();
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const noting = useCommand(async ({ words, day }: { words: string; day: string }, key) => {
    const { noteId } = await writeNote({ branchId: shipment.branchId, about: shipment.id, kind: 'follow_up', texts: { words } }, key);
    const followed = await changeShipment(shipment.id, 'follow-ups', { wordsId: noteId }, key);
    return day === '' ? followed : changeShipment(shipment.id, 'estimate', { expectedOn: day }, `${key}-day`);
  }, (answer) => {
    clear();
    changed(answer);
    leave();
  });
  const pressing = useCommand((command: 'arrival' | 'lost' | 'take-back', key) => changeShipment(shipment.id, command, {}, key), (answer) => {
    setSure(null);
    changed(answer);
  });
  const send = (): void => { if (draft.words.trim() !== '' && !noting.isPending) noting.mutate({ words: draft.words.trim(), day: draft.day }); };
  return (
    <section
      ref={panel} className="move in-hand" aria-label={shipment.waybill}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return;
        if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); send(); }
        if (event.key === 'Escape') leave();
      }}
    >
      <div className="head">
        <h2 className="number">{shipment.waybill}</h2>
        <ShipmentStanding shipment={shipment} />
        <span>{carrier?.name ?? shipment.carrier}{carrier?.phone && <> <span className="number">{carrier.phone}</span></>}</span>
        <span className="quiet number">{shipment.number}</span>
      </div>
      <div className="pair">
        <dl>
          <div><dt>{t('for-whom')}</dt><dd>{receiverName(shipment.receiver)}{dealer.data && <> · {dealer.data.contactName} <b className="number">{dealer.data.phone}</b></>}</dd></div>
          <div><dt>{t('note')}</dt><dd>{shipment.notes.map(({ number }) => <Link key={number} to="/dispatch" search={{ note: number }} className="number">{number}</Link>)}</dd></div>
          <div><dt>{t('boxes')}</dt><dd>{shipment.boxes}{shipment.weightG !== null && <> · {shipment.weightG / 1_000} kg</>}</dd></div>
          <div><dt>{t('shipment.promised')}</dt><dd>{shipment.promisedOn}{shipment.estimatedOn !== null && <> · {t('shipment.estimated', { day: shipment.estimatedOn })}</>}</dd></div>
          {shipment.arrivedAt !== null && <div><dt>{t('shipment.arrived')}</dt><dd>{moment(shipment.arrivedAt)}</dd></div>}
          <div><dt>{t('print')}</dt><dd className="labels">{Array.from({ length: Math.min(shipment.boxes, 20) }, (_none, at) => <PaperLink key={at} path={`inventory/shipments/${shipment.number}/label/print`} query={{ box: String(at + 1) }}>{t('print.label', { box: at + 1, boxes: shipment.boxes })}</PaperLink>)}</dd></div>
        </dl>
        <ol className="timeline">
          <li><time>{moment(shipment.dispatchedAt)}</time><div>{t('trail.dispatched')}</div></li>
          {shipment.journey.map(({ at, kind }) => <li key={`${at}${kind}`}><time>{moment(at)}</time><div>{word('journey', kind)}</div></li>)}
        </ol>
      </div>
      {may('follow_up', 'parts:track') && (
        <form onSubmit={(event) => { event.preventDefault(); send(); }}>
          <Field label={t('shipment.note')} required hint={t('shipment.note.hint')} wrong={wrongIn(noting.error, 'texts')}>{(ids) => <Input.TextArea {...ids} rows={2} maxLength={4_000} value={draft.words} onChange={({ target }) => change({ words: target.value })} />}</Field>
          {may('estimate', 'parts:track') && <Field label={t('shipment.expected')} wrong={wrongIn(noting.error, 'expectedOn')}>{(ids) => <Input {...ids} type="date" className="day" value={draft.day} onChange={({ target }) => change({ day: target.value })} />}</Field>}
          {noting.error && <Trouble error={noting.error} />}
          <p className="actions"><Button type="primary" htmlType="submit" disabled={draft.words.trim() === ''} loading={noting.isPending}>{t('shipment.note.do')} <kbd>Ctrl+Enter</kbd></Button></p>
        </form>
      )}
      {pressing.error && <Trouble error={pressing.error} />}
      {sure && <p className="actions" role="alert">{t(`shipment.${sure}.sure`)} <Button danger loading={pressing.isPending} onClick={() => pressing.mutate(sure)}>{t(`shipment.${sure}`)}</Button> <Button onClick={() => setSure(null)}>{t('leave')}</Button></p>}
      <p className="actions">
        {may('arrive', 'parts:track') && <Button loading={pressing.isPending} onClick={() => pressing.mutate('arrival')}>{t('shipment.arrived')}</Button>}
        {may('declare_lost', 'parts:ship') && <Button onClick={() => setSure('lost')}>{t('shipment.lost')}</Button>}
        {may('take_back', 'parts:ship') && <Button onClick={() => setSure('take-back')}>{t('shipment.take-back')}</Button>}
        <Button onClick={leave}>{t('close')} <kbd>Esc</kbd></Button>
      </p>
    </section>
  );
}
