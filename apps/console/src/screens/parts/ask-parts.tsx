import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getTicket } from '../../api/calls';
import type { PartsRequestBody, PartsRequestInFull } from '../../api/generated/inventory/types.gen';
import type { TicketInFull } from '../../api/generated/tickets/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { useKeys } from '../../parts/keys';
import { usePerson } from '../../parts/person';
import { useBranches, useDevice } from '../../parts/queries';
import { Loading, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { changeRequest, draftRequest, getRequest, submitRequest } from './calls';
import { FreeStock } from './free-stock';
import { PartSelect } from './part-select';
import { useDealers, useLocations } from './queries';
import { newRequestRoute } from './routes';
import './parts.css';

interface Asked {
  readonly branchId: string;
  readonly serial: string;
  readonly dealer: string;
  readonly receiver: string;
  readonly van: string;
  readonly reason: string;
  readonly urgency: string;
  readonly underWarranty: boolean;
  readonly lines: readonly { readonly part: string; readonly qty: string }[];
}

const nobody: Asked = { branchId: '', serial: '', dealer: '', receiver: 'dealer', van: '', reason: 'defective', urgency: 'normal', underWarranty: false, lines: [{ part: '', qty: '1' }] };

/** What one line can ask for. */
const isQty = (text: string): boolean => /^[1-9]\d{0,3}$/.test(text) && Number(text) <= 1_000;

/** Asks the store for parts: for a ticket, whose device and dealer it has already, by itself, or going on with a draft. */
export function AskParts() {
  const { t } = useTranslation();
  const search = newRequestRoute.useSearch();
  const person = usePerson();
  const ticket = useQuery({ queryKey: ['ticket', search.ticket], queryFn: () => getTicket(search.ticket ?? ''), enabled: search.ticket !== undefined });
  const draft = useQuery({ queryKey: ['request', search.draft], queryFn: () => getRequest(search.draft ?? ''), enabled: search.draft !== undefined });
  useEffect(() => { document.title = `${t('request.new')} · ${t('product')}`; }, [t]);
  const from = search.ticket && !ticket.data ? ticket : search.draft && !draft.data ? draft : null;
  // Of what is there already the newest need not be had: nobody loses a form to a service that is away for a moment.
  if (from) return from.error ? <Trouble error={from.error} retry={() => void from.refetch()} /> : <Loading rows={8} />;
  const first: Asked = draft.data ? askedIn(draft.data) : {
    ...nobody,
    branchId: ticket.data?.branchId ?? (person.branches.length === 1 && person.branches[0] !== '*' ? (person.branches[0] ?? '') : ''),
    serial: ticket.data?.serial ?? '', dealer: ticket.data?.dealerCode ?? '', receiver: ticket.data && !ticket.data.dealerCode ? 'customer' : 'dealer',
    underWarranty: ticket.data?.warranty === 'in', urgency: ticket.data?.priority === 'urgent' ? 'urgent' : 'normal',
  };
  return <Form key={`${search.ticket ?? ''}${search.draft ?? ''}`} first={first} ticket={ticket.data ?? null} draft={draft.data ?? null} />;
}

const askedIn = ({ branchId, serial, dealerCode, receiverKind, receiver, reason, urgency, underWarranty, lines }: PartsRequestInFull): Asked => ({
  branchId, serial: serial ?? '', dealer: dealerCode ?? '', receiver: receiverKind, van: receiverKind === 'van' ? receiver : '', reason, urgency, underWarranty, lines: lines.map(({ part, requested }) => ({ part, qty: String(requested) })),
});

function Form({ first, ticket, draft }: { first: Asked; ticket: TicketInFull | null; draft: PartsRequestInFull | null }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const person = usePerson();
  const [asked, change, clear, restored] = useDraft<Asked>(person.code, `request.${ticket?.id ?? draft?.id ?? 'new'}`, first);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  /** A dealer asks for himself, and reads neither devices nor branches. */
  const own = person.roles.includes('dealer') ? person.code : null;
  const device = useDevice(own === null && asked.serial.length >= 3 ? asked.serial : null);
  const { dealers } = useDealers();
  const { data: locations } = useLocations();
  const branches = useBranches();
  const several = ticket === null && draft === null && (person.branches[0] === '*' || person.branches.length > 1);
  const customer = ticket?.customerId ?? draft?.customerId ?? device.data?.customerId ?? null;
  const van = asked.receiver === 'van';
  // The dealer who sold the device, unless another one is named.
  const dealer = own ?? (asked.dealer === '' ? (device.data?.dealerCode ?? '') : asked.dealer);

  const sending = useCommand(
    ({ body, keep }: { body: PartsRequestBody; keep: boolean }, key) => (draft !== null ? changeRequest(draft.id, 'revise', body, key, draft.version) : keep ? draftRequest(body, key) : submitRequest(body, key)),
    ({ number }) => {
      clear();
      void navigate({ to: '/parts/requests/$number', params: { number }, search: { asked: true } });
    },
  );
  const wrongs = {
    branchId: several && asked.branchId === '' ? t('field.missing') : undefined,
    van: van && asked.van === '' ? t('field.missing') : undefined,
    dealer: asked.receiver === 'dealer' && dealer === '' ? t('field.missing') : undefined,
    lines: asked.lines.every(({ part }) => part === '') ? t('request.lines.missing') : asked.lines.some(({ part, qty }) => part !== '' && !isQty(qty)) ? t('request.qty.wrong') : undefined,
  };
  const send = (keep: boolean): void => {
    if (sending.isPending) return;
    setTried(true);
    if (Object.values(wrongs).some((wrong) => wrong !== undefined)) {
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const body: PartsRequestBody = {
      ...(asked.branchId === '' ? {} : { branchId: asked.branchId }), ...(ticket ? { ticket: ticket.id } : draft?.ticketId ? { ticket: draft.ticketId } : {}), ...(dealer === '' || van ? {} : { dealer }),
      ...(asked.serial === '' ? {} : { serial: asked.serial }), ...(customer === null || van ? {} : { customer }), ...(van ? { van: asked.van } : {}), receiver: asked.receiver as NonNullable<PartsRequestBody['receiver']>,
      reason: asked.reason as PartsRequestBody['reason'], urgency: asked.urgency as NonNullable<PartsRequestBody['urgency']>, underWarranty: asked.underWarranty,
      lines: asked.lines.flatMap(({ part, qty }) => (part === '' ? [] : [{ part, qty: Number(qty) }])),
    };
    sending.mutate({ body, keep });
  };
  useKeys({ 'Ctrl+Enter': () => send(false) });
  const wrong = (name: keyof typeof wrongs): string | undefined => (tried ? wrongs[name] : undefined) ?? wrongIn(sending.error, name);
  const setLine = (at: number, change_: Partial<Asked['lines'][number]>): void => change({ lines: asked.lines.map((line, n) => (n === at ? { ...line, ...change_ } : line)) });
  const add = (): void => {
    change({ lines: [...asked.lines, { part: '', qty: '1' }] });
    setTimeout(() => (form.current?.querySelector<HTMLElement>('.lines li:last-child input'))?.focus());
  };
  const until = device.data?.warranty.repair.until ?? null;
  // A dealer reads no devices: of his serial number the service knows.
  const doubt = !asked.underWarranty ? undefined : asked.serial === '' ? t('request.warranty.no-serial')
    : device.data && !van && dealer !== device.data.dealerCode ? t('request.warranty.others')
      : device.data?.warranty.repair.open === false && asked.reason !== 'recall' && until !== null ? t('request.warranty.over', { until }) : undefined;
  const radio = (name: 'reason' | 'urgency' | 'receiver', of: string, values: readonly string[]) => (
    <fieldset className="field">
      <legend>{t(`request.${name}`)}</legend>
      <Radio.Group name={name} value={asked[name]} onChange={({ target }) => change({ [name]: String(target.value) })} options={values.map((value) => ({ value, label: word(of, value) }))} />
    </fieldset>
  );
  return (
    <form ref={form} className="parts move" aria-label={t('request.new')} noValidate onSubmit={(event) => { event.preventDefault(); send(false); }}>
      <h1>{draft ? draft.number : t('request.new')}{ticket && <span className="quiet"> {ticket.number}</span>}</h1>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={clear}>{t('draft.drop')}</Button>} />}
      <div className="pair">
        <Field label={t('serial')} hint={device.data ? `${device.data.modelCode} ${device.data.modelName}` : t('request.serial.hint')} wrong={device.error ? t('request.serial.unknown') : wrongIn(sending.error, 'serial')}>
          {(ids) => <Input {...ids} value={asked.serial} maxLength={40} autoComplete="off" autoFocus={asked.serial === ''} onChange={({ target }) => change({ serial: target.value.trim().toUpperCase() })} />}
        </Field>
        {several && (
          <Field label={t('branch')} required wrong={wrong('branchId')}>
            {(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} value={asked.branchId === '' ? null : asked.branchId} options={branches.filter(({ kind }) => kind !== 'region').map(({ branchId, name }) => ({ value: branchId, label: name }))} onChange={(value: string) => change({ branchId: value })} />}
          </Field>
        )}
      </div>
      {own === null && radio('receiver', 'receiver-kind', ['dealer', ...(customer === null ? [] : ['customer']), 'van'])}
      {own !== null ? null : van
        ? <Field label={t('van')} required wrong={wrong('van')}>{(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} value={asked.van === '' ? null : asked.van} options={(locations?.items ?? []).filter(({ kind, branchId }) => kind === 'van' && (asked.branchId === '' || branchId === asked.branchId)).map(({ locationCode, name }) => ({ value: locationCode, label: `${name} ${locationCode}` }))} onChange={(value: string) => change({ van: value })} />}</Field>
        : <Field label={t('dealer')} required={asked.receiver === 'dealer'} wrong={wrong('dealer')} hint={t('request.dealer.hint')}>{(ids) => <Select {...ids} allowClear showSearch={{ optionFilterProp: 'label' }} value={dealer === '' ? null : dealer} options={dealers.filter(({ branchId }) => asked.branchId === '' || branchId === asked.branchId).map(({ dealerCode, name }) => ({ value: dealerCode, label: `${name} ${dealerCode}` }))} onChange={(value: string | null | undefined) => change({ dealer: value ?? '' })} />}</Field>}
      {radio('reason', 'request-reason', ['defective', 'wrong_item', 'not_fitting', 'recall', 'replenishment'])}
      {radio('urgency', 'urgency', ['normal', 'urgent'])}
      <p className="check"><Checkbox checked={asked.underWarranty} onChange={({ target }) => change({ underWarranty: target.checked })}>{t('request.warranty')}</Checkbox></p>
      {doubt !== undefined && <Alert type="warning" showIcon role="status" title={doubt} />}
      <fieldset className="field lines">
        <legend>{t('parts')}</legend>
        <ol>
          {asked.lines.map(({ part, qty }, at) => (
            <li key={at}>
              <PartSelect label={t('request.part', { line: at + 1 })} value={part} model={device.data?.modelCode ?? null} invalid={wrong('lines') !== undefined && part === ''} autoFocus={at === 0 && asked.serial !== '' && part === ''} change={(code) => setLine(at, { part: code })} />
              <Input className="qty" aria-label={t('request.qty', { line: at + 1 })} aria-invalid={tried && part !== '' && !isQty(qty)} inputMode="numeric" maxLength={4} value={qty} onFocus={({ target }) => target.select()} onChange={({ target }) => setLine(at, { qty: target.value })} onPressEnter={(event) => { if (!event.ctrlKey) { event.preventDefault(); add(); } }} />
              {asked.lines.length > 1 && <Button aria-label={t('request.remove', { line: at + 1 })} onClick={() => change({ lines: asked.lines.filter((_line, n) => n !== at) })}>✕</Button>}
              <FreeStock part={part} branch={asked.branchId} />
            </li>
          ))}
        </ol>
        <Button onClick={add}>{t('request.add')}</Button>
        <div className="wrong" role="status">{wrong('lines')}</div>
      </fieldset>
      {sending.error && <Trouble error={sending.error} />}
      <p className="actions">
        <Button type="primary" htmlType="submit" loading={sending.isPending}>{t(draft ? 'request.save' : 'request.submit')}</Button>
        {draft === null && <Button onClick={() => send(true)} disabled={sending.isPending}>{t('request.draft')}</Button>}
        <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span>
      </p>
    </form>
  );
}
