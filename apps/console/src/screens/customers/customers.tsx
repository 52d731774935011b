import '../../parts/rows.css';
import './customers.css';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Radio, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportCustomersBody, FoundCustomers } from '../../api/generated/directory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { DocumentLink } from '../../parts/document-link';
import { Field } from '../../parts/field';
import { useKeys } from '../../parts/keys';
import { usePerson } from '../../parts/person';
import { useBranchName } from '../../parts/queries';
import { Empty, Loading, Trouble } from '../../parts/states';
import { word } from '../../texts/words';
import { acceptCustomer, declineCustomer, exportCustomers, findCustomers, listOffers } from './calls';
import { isWhole, serial } from './is-whole';
import { MergeProposals } from './merge-proposals';

const pause = 200;

/** What was looked for last, for whoever comes back; never in the address, which is kept and sent on. */
let last = '';

/** One box for whoever is looked for; below it what waits for the person: new customers offered to him, and pairs that may be one. */
export function Customers() {
  const { t } = useTranslation();
  const person = usePerson();
  const navigate = useNavigate();
  const [text, setText] = useState(last);
  const [asked, setAsked] = useState(last);
  const [taking, setTaking] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text.trim() === '') setAsked('');
    if (!isWhole(text)) return;
    const timer = setTimeout(() => setAsked(text.trim()), pause);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => { last = asked; }, [asked]);
  useEffect(() => { document.title = `${t('nav.customers')} · ${t('product')}`; }, [t]);
  useEffect(() => box.current?.focus(), []);
  useKeys({ Slash: () => box.current?.focus() });
  const found = useQuery({ queryKey: ['customers', asked], queryFn: () => findCustomers(asked), enabled: asked !== '', placeholderData: keepPreviousData, retry: false });
  const enter = (): void => {
    const only = found.data?.items.length === 1 && asked === text.trim() && !found.isPlaceholderData ? found.data.items[0] : undefined;
    if (only) void navigate({ to: '/customers/$id', params: { id: only.id } });
    else setAsked(text.trim());
  };
  return (
    <div className="page customers">
      <header>
        <h1>{t('nav.customers')}</h1>
        {person.may.includes('customer:export') && <Button aria-expanded={taking} onClick={() => setTaking(!taking)}>{t('export')}</Button>}
      </header>
      {taking && <TakeHome leave={() => setTaking(false)} />}
      <form role="search" onSubmit={(event) => { event.preventDefault(); enter(); }}>
        <Field label={t('find.label')} required hint={t('find.hint')}>
          {(ids) => <Input {...ids} ref={(input) => { box.current = input?.input ?? null; }} size="large" autoComplete="off" maxLength={60} value={text} onChange={({ target }) => setText(target.value)} onKeyDown={(event) => { if (event.key === 'ArrowDown') { event.preventDefault(); results.current?.querySelector('a')?.focus(); } }} />}
        </Field>
      </form>
      {asked === '' ? <Waiting /> : found.error ? <Trouble error={found.error} retry={() => void found.refetch()} /> : found.data === undefined ? <Loading /> : <div ref={results} aria-busy={found.isFetching}><Found found={found.data} text={asked} /></div>}
    </div>
  );
}

function Found({ found: { by, items, documents }, text }: { found: FoundCustomers; text: string }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const device = serial.test(text) && <p className="more"><Link to="/devices/$serial" params={{ serial: text.toUpperCase() }}>{t('find.device', { serial: text.toUpperCase() })}</Link></p>;
  return (
    <>
      {device}
      {documents.length > 0 && (
        <section aria-labelledby="papers">
          <h2 id="papers">{t('find.papers')}</h2>
          <ul className="lines">{documents.map((one) => <li key={`${one.kind} ${one.id}`}><span>{word('paper', one.kind)}</span> <DocumentLink document={one} /> <span className="quiet">{branchName(one.branchId)}{one.dealerCode !== null && ` · ${one.dealerCode}`}</span></li>)}</ul>
        </section>
      )}
      <p role="status" className="quiet">{items.length > 0 && t('find.found', { count: items.length, by: word('found-by', by) })}</p>
      {items.length === 0 ? <Empty>{t(documents.length > 0 ? 'find.none.paper' : 'find.none')}</Empty> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('detail.name')}</th><th scope="col">{t('detail.phone')}</th><th scope="col">{t('customer.code')}</th><th scope="col">{t('class')}</th><th scope="col">{t('branch')}</th></tr></thead>
          <tbody>{items.map(({ id, name, phone, code, customerClass, branchId }) => (
            <tr key={id}>
              <th scope="row"><Link to="/customers/$id" params={{ id }}>{name}</Link></th>
              <td data-name={t('detail.phone')} className="number">{phone}</td>
              <td data-name={t('customer.code')} className="number">{code}</td>
              <td data-name={t('class')}>{word('class', customerClass)}</td>
              <td data-name={t('branch')}>{branchName(branchId)}</td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {items.length === 50 && <p className="quiet">{t('find.many')}</p>}
    </>
  );
}

function Waiting() {
  const person = usePerson();
  return person.may.includes('customer:change') ? <div className="columns"><Offers /><MergeProposals /></div> : null;
}

/** New customers whose turn has come to this person. */
function Offers() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const offers = useQuery({ queryKey: ['offers'], queryFn: listOffers });
  const again = (): void => void cache.invalidateQueries({ queryKey: ['offers'] });
  const answer = useCommand(({ id, accept }: { id: string; accept: boolean }, key) => (accept ? acceptCustomer(id, key) : declineCustomer(id, key)), again);
  return (
    <section aria-labelledby="offers">
      <h2 id="offers">{t('offers')}</h2>
      {answer.error && <Trouble error={answer.error} retry={again} />}
      {offers.error ? <Trouble error={offers.error} retry={again} /> : offers.data === undefined ? <Loading rows={2} /> : offers.data.items.length === 0 ? <p className="quiet">{t('offers.none')}</p> : (
        <ul className="offers">{offers.data.items.map(({ customerId: id, code, name }) => (
          <li key={id}>
            <Link to="/customers/$id" params={{ id }}>{name} <span className="quiet">{code}</span></Link>
            <Button type="primary" ghost size="small" loading={answer.isPending && answer.variables.id === id} onClick={() => answer.mutate({ id, accept: true })} aria-label={`${t('offer.accept')} ${name}`}>{t('offer.accept')}</Button>
            <Button size="small" onClick={() => answer.mutate({ id, accept: false })} aria-label={`${t('offer.decline')} ${name}`}>{t('offer.decline')}</Button>
          </li>
        ))}</ul>
      )}
    </section>
  );
}

const classes = ['new', 'regular', 'key'] as const;

/** The list as a file: with a reason, which the audit keeps. */
function TakeHome({ leave }: { leave: () => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const branchName = useBranchName();
  const [said, setSaid] = useState<ExportCustomersBody>({ reason: '', format: 'xlsx' });
  const [missing, setMissing] = useState(false);
  const sending = useCommand((body: ExportCustomersBody, key) => exportCustomers(body, key));
  const wrong = (name: string): string | undefined => wrongIn(sending.error, name);
  const change = (changes: Partial<ExportCustomersBody>): void => setSaid({ ...said, ...changes });
  return (
    <form className="move" aria-label={t('export')} noValidate onSubmit={(event) => { event.preventDefault(); setMissing(said.reason.trim().length < 3); if (said.reason.trim().length >= 3 && !sending.isPending) sending.mutate(said); }}>
      <h2>{t('export')}</h2>
      <p className="quiet">{t('export.what')}</p>
      <div className="pair">
        <Field label={t('class')}>{(ids) => <Select {...ids} allowClear value={said.customerClass ?? null} options={classes.map((value) => ({ value, label: word('class', value) }))} onChange={(value: typeof classes[number] | null | undefined) => change({ customerClass: value ?? null })} />}</Field>
        {person.branches.length > 1
          ? <Field label={t('branch')} wrong={wrong('branchId')}>{(ids) => <Select {...ids} allowClear value={said.branchId ?? null} options={person.branches.map((value) => ({ value, label: branchName(value) }))} onChange={(value: string | null | undefined) => change({ branchId: value ?? null })} />}</Field>
          : <fieldset className="field"><legend>{t('export.format')}</legend><Formats format={said.format ?? 'xlsx'} change={(format) => change({ format })} /></fieldset>}
      </div>
      {person.branches.length > 1 && <fieldset className="field"><legend>{t('export.format')}</legend><Formats format={said.format ?? 'xlsx'} change={(format) => change({ format })} /></fieldset>}
      <Field label={t('reason.label')} required hint={t('reason.hint')} wrong={missing && said.reason.trim().length < 3 ? t('field.missing') : wrong('reason')}>{(ids) => <Input {...ids} maxLength={500} value={said.reason} onChange={({ target }) => change({ reason: target.value })} />}</Field>
      {sending.error && <Trouble error={sending.error} />}
      <p className="actions"><Button type="primary" htmlType="submit" loading={sending.isPending}>{t('export.do')}</Button><Button onClick={leave}>{t('leave')}</Button><span role="status" className="said">{sending.isSuccess && t('export.done')}</span></p>
    </form>
  );
}

const Formats = ({ format, change }: { format: 'xlsx' | 'csv'; change: (format: 'xlsx' | 'csv') => void }) => (
  <Radio.Group name="format" value={format} onChange={({ target }) => change(target.value as 'xlsx' | 'csv')} options={[{ value: 'xlsx', label: 'Excel' }, { value: 'csv', label: 'CSV' }]} />
);
