import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Input, Radio, Select } from 'antd';
import { Fragment, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import { openTicket, showCaller } from '../../api/calls';
import type { CallerDevice, CallerScreen, CallerTicket, OpenTicketBody } from '../../api/generated/tickets/types.gen';
import { useDraft } from '../../parts/drafts';
import { Field } from '../../parts/field';
import { Due, StateMark } from '../../parts/marks';
import { usePerson } from '../../parts/person';
import { useBranchName } from '../../parts/queries';
import { Empty, Loading, Trouble } from '../../parts/states';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { ContactWords } from './timeline';

type Kind = OpenTicketBody['kind'];
type Channel = OpenTicketBody['channel'];
const kinds: readonly Kind[] = ['complaint', 'repair', 'inquiry', 'parts', 'return', 'suggestion', 'staff_conduct', 'call'];
const channels: readonly Channel[] = ['phone', 'counter', 'wechat', 'email', 'web', 'dealer', 'staff'];

interface Draft {
  readonly caller: string;
  readonly words: string;
  readonly kind: Kind;
  readonly channel: Channel;
  readonly serial: string;
  readonly branchId: string;
  /** The same call, however often it is sent. */
  readonly key: string;
}
const empty: Draft = { caller: '', words: '', kind: 'complaint', channel: 'phone', serial: '', branchId: '', key: '' };

const composing = (event: KeyboardEvent): boolean => event.nativeEvent.isComposing || event.keyCode === 229;

/** Answers the phone: first who it is and what is open, then his own words, and nothing else before there is a number to tell him. */
export function TakeCall() {
  const { t } = useTranslation();
  const person = usePerson();
  const [draft, change, clear, restored] = useDraft<Draft>(person.code, 'call', empty);
  const lookUp = useMutation({ mutationFn: (caller: string) => showCaller({ caller }) });
  const words = useRef<HTMLTextAreaElement>(null);
  const number = useRef<HTMLInputElement>(null);
  const ask = (said = draft.caller): void => {
    const caller = said.trim();
    if (caller !== '') lookUp.mutate(caller, { onSettled: () => words.current?.focus() });
  };
  useEffect(() => {
    document.title = `${t('nav.call')} · ${t('product')}`;
  }, [t]);
  useEffect(() => {
    number.current?.focus();
    if (restored) ask();
  }, []);
  const startOver = (): void => {
    clear();
    lookUp.reset();
    number.current?.focus();
  };

  return (
    <div className="call">
      <h1>{t('nav.call')}</h1>
      {restored && <Alert type="info" role="status" title={t('draft.restored')} action={<Button size="small" onClick={startOver}>{t('draft.drop')}</Button>} />}
      <form role="search" className="caller" onSubmit={(event) => { event.preventDefault(); ask(); }}>
        <Field label={t('caller')} required hint={t('caller.hint')}>
          {(ids) => <Input {...ids} ref={(input) => { number.current = input?.input ?? null; }} size="large" inputMode="tel" autoComplete="off" maxLength={40} value={draft.caller} onChange={({ target }) => change({ caller: target.value })} />}
        </Field>
        <Button htmlType="submit" size="large" loading={lookUp.isPending}>{t('caller.ask')}</Button>
      </form>
      <div className="columns">
        <div aria-live="polite">
          {lookUp.isPending ? <Loading rows={6} /> : lookUp.error ? <Trouble error={lookUp.error} retry={() => ask()} /> : lookUp.data ? <Known screen={lookUp.data} serial={draft.serial} choose={(serial) => { change({ serial }); words.current?.focus(); }} /> : <Empty action={person.sampleCaller && <Button onClick={() => { change({ caller: person.sampleCaller ?? '' }); ask(person.sampleCaller ?? ''); }}>{t('caller.try', { number: person.sampleCaller })}</Button>}>{t('caller.first')}</Empty>}
        </div>
        <Register draft={draft} change={change} clear={clear} words={words} known={lookUp.data ?? null} />
      </div>
    </div>
  );
}

/** Who it is, what he was promised and what is open: what fits is gone on with, not opened again. */
function Known({ screen: { directory, people, dealers, devices, open, history, promises }, serial, choose }: { screen: CallerScreen; serial: string; choose: (serial: string) => void }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const nobody = people.length + dealers.length === 0;
  return (
    <>
      {directory === 'away' && <Alert type="warning" role="status" showIcon title={t('caller.away')} />}
      {people.length > 1 && <Alert type="info" role="status" title={t('caller.several', { count: people.length })} />}
      {nobody && directory === 'asked' && <Empty>{t('caller.unknown')}</Empty>}
      {people.map(({ customerId, name, code, branchId, customerClass }) => <section key={customerId} className="person"><h2>{name}</h2><p>{code} · {word('class', customerClass)} · {branchName(branchId)}</p></section>)}
      {dealers.map(({ dealerCode, name, branchId, keyAccount }) => <section key={dealerCode} className="person"><h2>{name}</h2><p>{t('dealer')} {dealerCode} · {branchName(branchId)}{keyAccount && ` · ${t('dealer.key')}`}</p></section>)}
      {open.length > 0 && (
        <section aria-labelledby="open">
          <h2 id="open">{t('caller.open', { count: open.length })}</h2>
          <ul className="tickets">{open.map((ticket) => <OpenTicketRow key={ticket.id} ticket={ticket} due={promises.find(({ ticketId }) => ticketId === ticket.id)} />)}</ul>
        </section>
      )}
      {devices.length > 0 && (
        <section aria-labelledby="devices">
          <h2 id="devices">{t('devices', { count: devices.length })}</h2>
          <p className="quiet">{t('devices.choose')}</p>
          <ul className="devices">{devices.map((device) => <DeviceRow key={device.serial} device={device} chosen={device.serial === serial} choose={choose} />)}</ul>
        </section>
      )}
      {history.length > 0 && (
        <details><summary>{t('caller.history', { count: history.length })}</summary>
          <ul className="tickets">{history.map(({ id, number, type, state, openedAt }) => <li key={id}><Link to="/tickets/$number" params={{ number }}>{number}</Link> {word('type', type)} {word('state', state)} <time dateTime={openedAt}>{moment(openedAt)}</time></li>)}</ul>
        </details>
      )}
    </>
  );
}

function OpenTicketRow({ ticket: { number, type, state, waitingFor, serial, openedAt, contactId }, due }: { ticket: CallerTicket; due: { readonly dueAt: string; readonly overdue: boolean } | undefined }) {
  const { t } = useTranslation();
  return (
    <li>
      <p><Link className="button" to="/tickets/$number" params={{ number }}>{t('caller.join')}</Link> <b className="number">{number}</b> {word('type', type)} <StateMark state={state} waitingFor={waitingFor} /></p>
      <p className="quiet">{near(openedAt)}{serial !== null && ` · ${serial}`}{due && <> · {t('promised')} <Due at={due.dueAt} overdue={due.overdue} none="" /></>}</p>
      <ContactWords id={contactId} />
    </li>
  );
}

function DeviceRow({ device: { serial, modelCode, installedOn, repairUntil, soldOutsideArea }, chosen, choose }: { device: CallerDevice; chosen: boolean; choose: (serial: string) => void }) {
  const { t } = useTranslation();
  const today = moment(Date.now()).slice(0, 10);
  const cover = repairUntil === null ? t('warranty.unknown') : repairUntil >= today ? t('warranty.until', { until: repairUntil }) : t('warranty.over', { until: repairUntil });
  const told = [modelCode, `${t('claim.repair')} ${cover}`, ...(installedOn === null ? [] : [`${t('installed')} ${installedOn}`]), ...(soldOutsideArea ? [t('device.outside')] : [])];
  return (
    <li>
      <Button aria-pressed={chosen} type={chosen ? 'primary' : 'default'} ghost={chosen} onClick={() => choose(chosen ? '' : serial)}>{chosen && '✓ '}<span className="number">{serial}</span></Button>
      <span>{told.map((fact, at) => <Fragment key={fact}>{at === 0 ? ' ' : ' · '}<span className="number">{fact}</span></Fragment>)}</span>
    </li>
  );
}

function Register({ draft, change, clear, words, known }: { draft: Draft; change: (change: Partial<Draft>) => void; clear: () => void; words: RefObject<HTMLTextAreaElement | null>; known: CallerScreen | null }) {
  const { t } = useTranslation();
  const person = usePerson();
  const branchName = useBranchName();
  const navigate = useNavigate();
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const suggested = known?.people[0]?.branchId ?? known?.dealers[0]?.branchId ?? '';
  const [missing, setMissing] = useState(false);
  const branches = person.branches[0] === '*' ? (suggested === '' ? [] : [suggested]) : person.branches;
  const branchId = draft.branchId || (branches.includes(suggested) ? suggested : '');
  const registering = useMutation({
    mutationFn: (key: string) => openTicket({ channel: draft.channel, kind: draft.kind, words: draft.words.trim(), ...(draft.caller.trim() === '' ? {} : { caller: draft.caller.trim() }), ...(draft.serial === '' ? {} : { serial: draft.serial }), ...(several && branchId !== '' ? { branchId } : {}) }, key),
    onSuccess: ({ number }) => {
      clear();
      void navigate({ to: '/tickets/$number', params: { number }, search: { move: 'complete_intake', registered: true } });
    },
  });
  // What has been changed since it was sent is another call.
  const changed = (changes: Partial<Draft>): void => change({ ...changes, key: '' });
  const send = (): void => {
    if (registering.isPending) return;
    setMissing(draft.words.trim() === '');
    if (draft.words.trim() === '') return words.current?.focus();
    const key = draft.key || crypto.randomUUID();
    change({ key });
    registering.mutate(key);
  };
  const wrongs = registering.error instanceof Refused ? (registering.error.problem?.errors ?? []) : [];
  const wrongOf = (name: string): string | undefined => wrongs.find(({ field }) => field === `/${name}`)?.message;
  return (
    <form className="move register" aria-label={t('register')} noValidate onSubmit={(event) => { event.preventDefault(); send(); }} onKeyDown={(event) => { if (event.key === 'Enter' && event.ctrlKey && !composing(event)) { event.preventDefault(); send(); } }}>
      <h2>{t('register')}</h2>
      <Field label={t('words')} required hint={t('words.hint')} wrong={missing && draft.words.trim() === '' ? t('field.missing') : wrongOf('words')}>
        {(ids) => <Input.TextArea {...ids} ref={(input) => { words.current = input?.resizableTextArea?.textArea ?? null; }} value={draft.words} maxLength={4000} rows={4} onChange={({ target }) => changed({ words: target.value })} />}
      </Field>
      <fieldset className="field"><legend>{t('field.kind')}</legend><Radio.Group name="kind" value={draft.kind} onChange={({ target }) => changed({ kind: target.value as Kind })} options={kinds.map((value) => ({ value, label: word('type', value) }))} /></fieldset>
      <div className="pair">
        <Field label={t('channel')} required>{(ids) => <Select {...ids} value={draft.channel} options={channels.map((value) => ({ value, label: word('channel', value) }))} onChange={(channel: Channel) => changed({ channel })} />}</Field>
        <Field label={t('serial')} wrong={wrongOf('serial')}>{(ids) => <Input {...ids} value={draft.serial} maxLength={40} autoComplete="off" onChange={({ target }) => changed({ serial: target.value.toUpperCase() })} />}</Field>
      </div>
      {several && <Field label={t('branch')} required wrong={wrongOf('branchId')}>{(ids) => <Select {...ids} value={branchId === '' ? null : branchId} options={branches.map((value) => ({ value, label: branchName(value) }))} onChange={(value: string) => changed({ branchId: value })} />}</Field>}
      {registering.error && <Trouble error={registering.error} />}
      <p className="actions"><Button type="primary" size="large" htmlType="submit" loading={registering.isPending}>{t('register.do')}</Button> <span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span></p>
    </form>
  );
}
