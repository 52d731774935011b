import '../../parts/rows.css';
import './customers.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetWarrantyBody, ShownDevice, WarrantyAnswer } from '../../api/generated/directory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { Field } from '../../parts/field';
import { usePerson } from '../../parts/person';
import { useBranchName, useCustomer, useDevice, useNameOf } from '../../parts/queries';
import { Loading, Stale, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { CommandForm } from '../receipts/command-form';
import { useDealers } from '../parts/queries';
import { askAuthenticity, handOverDevice, setWarranty, showStory, showWarranty } from './calls';
import { TicketLines } from './customer';
import { Past } from './past';
import { deviceRoute } from './routes';

const claims = ['repair', 'replace', 'refund'] as const;

/** A device: what it is entitled to on a day and why, whose it is, where it comes from. */
export function Device() {
  const { serial } = deviceRoute.useParams();
  const { data, error, dataUpdatedAt, refetch } = useDevice(serial);
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Shown key={serial} device={data} />
    </>
  );
}

function Shown({ device }: { device: ShownDevice }) {
  const { t } = useTranslation();
  const person = usePerson();
  const branchName = useBranchName();
  const [handing, setHanding] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const { refetch } = useDevice(device.serial);
  const { dealerName } = useDealers();
  useEffect(() => { document.title = `${device.serial} · ${t('product')}`; }, [device.serial, t]);
  return (
    <article className="page">
      <header>
        <h1><span className="number">{device.serial}</span> <span className="quiet">{device.modelName}</span></h1>
        {device.soldOutsideArea && <span className="sign warn"><span aria-hidden>⚑ </span>{t('device.outside')}</span>}
        {person.may.includes('customer:change') && <Button aria-expanded={handing} onClick={() => setHanding(!handing)}>{t('device.hand-over')}</Button>}
      </header>
      <p role="status" className="said">{said}</p>
      {handing && (
        <CommandForm
          name={`device.${device.serial}.hand-over`} title={t('device.hand-over')} leave={() => setHanding(false)} clashed={() => void refetch()}
          fields={() => ({ customer: { label: t('device.owner'), as: 'customer', hint: t('device.hand-over.whom') }, installedOn: { label: t('installed'), as: 'day', optional: true, hint: t('device.hand-over.when') } })}
          send={({ customer = '', installedOn = null }, key) => handOverDevice(device.serial, { customerId: customer, installedOn }, key, device.version)}
          sent={() => { setHanding(false); setSaid(t('device.hand-over.done')); void refetch(); }}
        />
      )}
      <div className="columns">
        <div>
          <Warranty device={device} />
          {person.may.includes('ticket:read') && person.may.includes('customer:read') && <Tickets serial={device.serial} />}
          <Past of={{ serial: device.serial }} />
          <Genuine serial={device.serial} />
        </div>
        <aside aria-label={t('device.facts')}>
          <section>
            <h2>{t('device.facts')}</h2>
            <dl className="wide">
              <div><dt>{t('device.owner')}</dt><dd>{device.customerId === null ? t('device.unsold') : person.may.includes('customer:read') ? <OwnerLink id={device.customerId} /> : t('yes')}</dd></div>
              <div><dt>{t('dealer')}</dt><dd>{device.dealerCode === null ? t('none') : <Link to="/dealers/$code" params={{ code: device.dealerCode }}>{dealerName(device.dealerCode)}</Link>}</dd></div>
              <div><dt>{t('branch')}</dt><dd>{branchName(device.branchId)}</dd></div>
              <div><dt>{t('model')}</dt><dd>{device.modelName} <span className="quiet">{device.modelCode}</span></dd></div>
              <div><dt>{t('device.lot')}</dt><dd className="number">{device.lot ?? t('none')}</dd></div>
              <div><dt>{t('device.made')}</dt><dd>{device.madeOn ?? t('none')}</dd></div>
              <div><dt>{t('device.shipped')}</dt><dd>{device.shippedOn ?? t('none')}</dd></div>
              <div><dt>{t('installed')}</dt><dd>{device.installedOn ?? t('none')}</dd></div>
              {device.processStageNotes !== null && <div><dt>{t('device.notes')}</dt><dd>{device.processStageNotes}</dd></div>}
            </dl>
          </section>
        </aside>
      </div>
    </article>
  );
}

function OwnerLink({ id }: { id: string }) {
  const { data } = useCustomer(id);
  return <Link to="/customers/$id" params={{ id }}>{data?.name ?? '…'} <span className="quiet">{data?.code}</span></Link>;
}

function Warranty({ device }: { device: ShownDevice }) {
  const { t } = useTranslation();
  const person = usePerson();
  const navigate = useNavigate({ from: deviceRoute.fullPath });
  const { on } = deviceRoute.useSearch();
  const nameOf = useNameOf();
  const [setting, setSetting] = useState(false);
  const asked = useQuery({ queryKey: ['warranty', device.serial, on, device.version], queryFn: () => showWarranty(device.serial, on ?? ''), enabled: on !== undefined });
  const answer: WarrantyAnswer | undefined = on === undefined ? device.warranty : asked.data;
  return (
    <section aria-labelledby="warranty">
      <h2 id="warranty">{t('warranty.title')}</h2>
      <div className="tools">
        <label>{t('warranty.day')} <Input type="date" className="day" value={on ?? device.warranty.on} onChange={({ target }) => void navigate({ search: target.value === '' ? {} : { on: target.value }, replace: true })} /></label>
        {person.may.includes('device:change') && <Button aria-expanded={setting} onClick={() => setSetting(!setting)}>{t('warranty.set')}</Button>}
      </div>
      {asked.error && <Trouble error={asked.error} retry={() => void asked.refetch()} />}
      {answer === undefined ? !asked.error && <Loading rows={3} /> : (
        <>
          <table className="rows">
            <caption className="unseen">{t('warranty.of-day', { day: answer.on })}</caption>
            <thead><tr><th scope="col">{t('warranty.claim')}</th><th scope="col">{t('warranty.standing')}</th><th scope="col">{t('warranty.last-day')}</th><th scope="col">{t('warranty.why')}</th></tr></thead>
            <tbody>{claims.map((claim) => {
              const { open, until, reason } = answer[claim];
              return (
                <tr key={claim}>
                  <th scope="row">{t(`claim.${claim}`)}</th>
                  <td data-name={t('warranty.standing')}>{open === null ? <span className="sign"><span aria-hidden>? </span>{t('warranty.unknown')}</span> : <span className={open ? 'sign good' : 'sign bad'}><span aria-hidden>{open ? '✓' : '✕'} </span>{t(open ? 'warranty.open' : 'warranty.closed')}</span>}</td>
                  <td data-name={t('warranty.last-day')} className="number">{until ?? t('none')}</td>
                  <td data-name={t('warranty.why')}>{word('guarantee', reason)}</td>
                </tr>
              );
            })}</tbody>
          </table>
          <p className="quiet">{t('warranty.source')} {word('warranty-source', answer.source)}{answer.installedOn !== null && ` · ${t('installed')} ${answer.installedOn}`}</p>
          {device.warrantySetBy !== null && <p className="quiet">{t('warranty.set-by', { who: nameOf(device.warrantySetBy), at: device.warrantySetAt === null ? '' : moment(device.warrantySetAt), why: device.warrantyReason ?? '' })}</p>}
        </>
      )}
      {setting && <SetByHand device={device} leave={() => setSetting(false)} />}
    </section>
  );
}

const dayFields = [['repairUntil', 'repair'], ['replaceUntil', 'replace'], ['refundUntil', 'refund']] as const;

function SetByHand({ device, leave }: { device: ShownDevice; leave: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [said, setSaid] = useState<SetWarrantyBody>({ repairUntil: device.warranty.repair.until, replaceUntil: device.warranty.replace.until, refundUntil: device.warranty.refund.until, reason: '' });
  const [missing, setMissing] = useState(false);
  const sending = useCommand(({ body, version }: { body: SetWarrantyBody; version: number }, key) => setWarranty(device.serial, body, key, version), () => {
    void cache.invalidateQueries({ queryKey: ['device', device.serial] });
    leave();
  });
  const wrong = (name: string): string | undefined => wrongIn(sending.error, name);
  return (
    <form className="move" aria-label={t('warranty.set')} noValidate onSubmit={(event) => {
      event.preventDefault();
      setMissing(said.reason.trim() === '');
      if (said.reason.trim() !== '' && !sending.isPending) sending.mutate({ body: said, version: device.version });
    }}
    >
      <h2>{t('warranty.set')}</h2>
      <p className="quiet">{t('warranty.set.what')}</p>
      <div className="three">
        {dayFields.map(([name, claim]) => <Field key={name} label={t(`claim.${claim}`)} wrong={wrong(name)}>{(ids) => <Input {...ids} type="date" value={said[name] ?? ''} onChange={({ target }) => setSaid({ ...said, [name]: target.value === '' ? null : target.value })} />}</Field>)}
      </div>
      <Field label={t('warranty.reason')} required wrong={missing && said.reason.trim() === '' ? t('field.missing') : wrong('reason')}>{(ids) => <Input.TextArea {...ids} maxLength={1000} rows={2} value={said.reason} onChange={({ target }) => setSaid({ ...said, reason: target.value })} />}</Field>
      {sending.error && <Trouble error={sending.error} />}
      <p className="actions"><Button type="primary" htmlType="submit" loading={sending.isPending}>{t('warranty.set')}</Button><Button onClick={leave}>{t('leave')}</Button></p>
    </form>
  );
}

function Tickets({ serial }: { serial: string }) {
  const { t } = useTranslation();
  const story = useQuery({ queryKey: ['story', serial], queryFn: () => showStory({ serial }), staleTime: 15_000 });
  if (story.data === undefined) return <section>{story.error ? <Trouble error={story.error} retry={() => void story.refetch()} /> : <Loading rows={3} />}</section>;
  const about = <T extends { readonly serial: string | null }>(tickets: readonly T[]): readonly T[] => tickets.filter((ticket) => ticket.serial === serial);
  const [open, history] = [about(story.data.open), about(story.data.history)];
  return (
    <section aria-labelledby="tickets">
      <h2 id="tickets">{t('caller.open', { count: open.length })}</h2>
      {open.length === 0 ? <p className="quiet">{t('customer.no-tickets')}</p> : <TicketLines tickets={open} dueOf={(id) => story.data.promises.find(({ ticketId }) => ticketId === id)} />}
      {history.length > 0 && <details><summary>{t('caller.history', { count: history.length })}</summary><TicketLines tickets={history} dueOf={() => undefined} /></details>}
    </section>
  );
}

/** As anybody may ask it; each question counts, so nothing is asked by itself. */
function Genuine({ serial }: { serial: string }) {
  const { t } = useTranslation();
  const [code, setCode] = useState(serial);
  const asking = useMutation({ mutationFn: (asked: string) => askAuthenticity({ code: asked }) });
  const answer = asking.data;
  return (
    <section aria-labelledby="genuine">
      <h2 id="genuine">{t('genuine.title')}</h2>
      <form className="asked" onSubmit={(event) => { event.preventDefault(); if (code.trim() !== '') asking.mutate(code.trim()); }}>
        <Field label={t('genuine.code')} required hint={t('genuine.hint')} wrong={wrongIn(asking.error, 'code')}>{(ids) => <Input {...ids} maxLength={60} autoComplete="off" value={code} onChange={({ target }) => setCode(target.value)} />}</Field>
        <Button htmlType="submit" loading={asking.isPending}>{t('genuine.ask')}</Button>
      </form>
      {asking.error && <Trouble error={asking.error} />}
      <div role="status">
        {answer && (
          <p>
            <span className={answer.verdict === 'genuine' ? 'sign good' : 'sign bad'}><span aria-hidden>{answer.verdict === 'genuine' ? '✓' : '✕'} </span>{word('verdict', answer.verdict)}</span>{' '}
            {t('genuine.times', { count: answer.timesAsked, first: moment(answer.firstAskedAt) })}{' '}
            {answer.warnings.map((warning) => <span key={warning} className="sign warn"><span aria-hidden>⚑ </span>{word('suspicion', warning)}</span>)}
          </p>
        )}
      </div>
    </section>
  );
}
