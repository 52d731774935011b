import '../../parts/rows.css';
import './operations.css';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ActList, Parked, ParkedList, ProjectionState } from '../../api/generated/directory/types.gen';
import { useNameOf } from '../../parts/queries';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { Act } from './act';
import { discardParked, listActs, listDeadTimers, listParked, listProjections, rebuildProjection, releaseHeldKey, resync, retryParked, reviveTimer, showParked, showStatus } from './calls';
import { operatedRoute, operatedServices, type OperatedService } from './routes';

const often = 10_000;
/** What an act brings about takes a moment. */
const afterAct = [0, 1_000, 3_000, 8_000];

/** One service: what waits for a person in it, what he can do, and what others have done. */
export function Operated() {
  const { t } = useTranslation();
  const { service: named } = operatedRoute.useParams();
  const service = operatedServices.find((one) => one === named);
  if (service === undefined) return <Empty action={<Link to="/operations">{t('ops.back')}</Link>}>{t('not-there')}</Empty>;
  return <Shown key={service} service={service} />;
}

interface Part {
  readonly service: OperatedService;
  readonly done: (label: string) => (count: number) => void;
}

function Shown({ service }: { service: OperatedService }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const [said, setSaid] = useState<string | null>(null);
  const done = (label: string) => (count: number): void => {
    setSaid(t('ops.did', { what: label, count }));
    for (const after of afterAct) setTimeout(() => void cache.invalidateQueries({ queryKey: ['ops', service] }), after);
  };
  useEffect(() => { document.title = `${word('ops-service', service)} · ${t('product')}`; }, [service, t]);
  const part = { service, done };
  return (
    <article className="page operations">
      <header><h1>{word('ops-service', service)}</h1><Link to="/operations">{t('ops.back')}</Link></header>
      <p role="status" className="said">{said}</p>
      <ParkedRecords {...part} />
      <HeldAndUnits {...part} />
      <Timers {...part} />
      <Projections {...part} />
      <Acts service={service} />
    </article>
  );
}

function ParkedRecords({ service, done }: Part) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({ queryKey: ['ops', service, 'parked'], queryFn: ({ pageParam }) => listParked(service, pageParam), initialPageParam: null as string | null, getNextPageParam: ({ next }: ParkedList) => next });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <section aria-labelledby="parked">
      <h2 id="parked">{t('ops.parked')}</h2>
      {list.error && items !== undefined && <Stale at={list.dataUpdatedAt} error={list.error} retry={() => void list.refetch()} />}
      {items === undefined ? (list.error ? <Trouble error={list.error} retry={() => void list.refetch()} /> : <Loading rows={3} />) : items.length === 0 ? <p className="quiet">{t('ops.parked.none')}</p> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('ops.parked.event')}</th><th scope="col">{t('ops.state')}</th><th scope="col">{t('ops.parked.place')}</th><th scope="col">{t('ops.parked.why')}</th><th scope="col">{t('moves')}</th></tr></thead>
          <tbody>{items.map((record) => <Record key={`${record.unit} ${record.eventId}`} record={record} service={service} done={done} />)}</tbody>
        </table>
      )}
      {list.hasNextPage && <p className="more"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('ops.parked.more')}</Button></p>}
    </section>
  );
}

function Record({ record, service, done }: Part & { record: Parked }) {
  const { t } = useTranslation();
  const { unit, eventId, topic, part, offset, key, sequence, type, status, attempts, nextAt, errorCode, errorClass, message, firstFailedAt } = record;
  const [open, setOpen] = useState(false);
  const stopped = status === 'dead' || status === 'forked';
  return (
    <>
      <tr>
        <th scope="row">{type ?? topic}<br /><small className="quiet">{eventId}</small></th>
        <td data-name={t('ops.state')}><span className={stopped ? 'sign bad' : 'sign warn'}><span aria-hidden>{stopped ? '✕' : '…'} </span>{word('parked-status', status)}</span><br /><small className="quiet">{t('ops.parked.attempts', { count: attempts })}{nextAt !== null && ` · ${t('ops.parked.next', { at: near(nextAt) })}`}</small></td>
        <td data-name={t('ops.parked.place')}>{unit} · {topic}<br /><small className="quiet">{key === null ? t('none') : `${key} #${sequence ?? ''}`} · {part}/{offset}</small></td>
        <td data-name={t('ops.parked.why')} className="wide">{[errorCode ?? errorClass, message].filter((one) => one !== null).join(': ') || t('none')}<br /><small className="quiet">{t('ops.parked.when')} {moment(firstFailedAt)}</small></td>
        <td className="wide">
          <div className="acts">
            <Button size="small" aria-expanded={open} aria-label={`${t('ops.parked.show')} ${eventId}`} onClick={() => setOpen(!open)}>{t(open ? 'ops.parked.hide' : 'ops.parked.show')}</Button>
            {status !== 'behind' && status !== 'forked' && <Act label={t('ops.retry')} about={eventId} what={t('ops.retry.what')} run={(reason, id) => retryParked(service, unit, eventId, reason, id)} done={done(t('ops.retry'))} />}
            <Act label={t('ops.discard')} about={eventId} danger what={t('ops.discard.what')} run={(reason, id) => discardParked(service, unit, eventId, reason, id)} done={done(t('ops.discard'))} />
          </div>
        </td>
      </tr>
      {open && <tr><td colSpan={5} className="wide"><Bytes service={service} unit={unit} eventId={eventId} /></td></tr>}
    </>
  );
}

function Bytes({ service, unit, eventId }: { service: OperatedService; unit: string; eventId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['ops', service, 'record', unit, eventId], queryFn: () => showParked(service, unit, eventId) });
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={3} />;
  const pieces = [['ops.parked.headers', data.headers], ['ops.parked.payload', data.payload], ['ops.parked.stack', data.stack]] as const;
  return <>{pieces.map(([text, piece]) => piece !== null && <div key={text}><b>{t(text)}</b><pre tabIndex={0} role="region" aria-label={t(text)}>{pretty(piece)}</pre></div>)}</>;
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

function HeldAndUnits({ service, done }: Part) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['ops', service, 'status'], queryFn: () => showStatus(service), refetchInterval: often });
  if (data === undefined) return <section>{error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={2} />}</section>;
  return (
    <>
      <section aria-labelledby="held">
        <h2 id="held">{t('ops.held')}</h2>
        <p className="quiet">{t('ops.waiting')} {data.waiting} · {t('ops.oldest')} {t('ops.seconds', { count: Math.round(data.oldestSeconds) })}</p>
        {data.heldKeys.length === 0 ? <p className="quiet">{t('ops.held.none')}</p> : (
          <ul className="lines">{data.heldKeys.map(({ topic, key, reason, error: said, since }) => (
            <li key={`${topic} ${key}`}><b>{topic}</b> <span>{key}</span> <span>{reason}: {said}</span> <span className="quiet">{near(since)}</span> <Act label={t('ops.release')} about={key} what={t('ops.release.what')} run={(why, id) => releaseHeldKey(service, topic, key, why, id)} done={done(t('ops.release'))} /></li>
          ))}</ul>
        )}
      </section>
      <section aria-labelledby="units">
        <h2 id="units">{t('ops.units')}</h2>
        <p className="quiet">{t('ops.unit.what')}</p>
        <ul className="lines">{['reactions', 'views'].map((unit) => <li key={unit}><b>{unit}</b> <Act label={t('ops.resync')} about={unit} what={t('ops.unit.what')} run={(why, id) => resync(service, unit, why, id)} done={done(t('ops.resync'))} /></li>)}</ul>
      </section>
    </>
  );
}

function Timers({ service, done }: Part) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['ops', service, 'timers'], queryFn: () => listDeadTimers(service) });
  return (
    <section aria-labelledby="timers">
      <h2 id="timers">{t('ops.dead-timers')}</h2>
      {data === undefined ? (error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={1} />) : data.items.length === 0 ? <p className="quiet">{t('ops.timers.none')}</p> : (
        <ul className="lines">{data.items.map(({ kind, subject, attempts, dueAt }) => (
          <li key={`${kind} ${subject}`}><b>{kind}</b> <span>{subject}</span> <span className="quiet">{t('ops.parked.attempts', { count: attempts })} · {moment(dueAt)}</span> <Act label={t('ops.revive')} about={`${kind} ${subject}`} what={t('ops.revive.what')} run={(why, id) => reviveTimer(service, kind, subject, why, id)} done={done(t('ops.revive'))} /></li>
        ))}</ul>
      )}
    </section>
  );
}

const runs = (rebuild: ProjectionState['rebuild']): boolean => rebuild?.status === 'requested' || rebuild?.status === 'running';

function Projections({ service, done }: Part) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ queryKey: ['ops', service, 'projections'], queryFn: () => listProjections(service), refetchInterval: ({ state }) => (state.data?.items.some(({ rebuild }) => runs(rebuild)) ? 2_000 : false) });
  return (
    <section aria-labelledby="projections">
      <h2 id="projections">{t('ops.projections')}</h2>
      {data === undefined ? (error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={3} />) : data.items.length === 0 ? <p className="quiet">{t('ops.projections.none')}</p> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('ops.projections')}</th><th scope="col">{t('ops.projection.tables')}</th><th scope="col" className="figure">{t('ops.projection.events')}</th><th scope="col">{t('ops.projection.newest')}</th><th scope="col">{t('moves')}</th></tr></thead>
          <tbody>{data.items.map((state) => <Projection key={state.projection} state={state} service={service} done={done} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function Projection({ state: { projection, tables, events, rebuild }, service, done }: Part & { state: ProjectionState }) {
  const { t } = useTranslation();
  const [accept, setAccept] = useState(false);
  const kind = rebuild === null ? '' : rebuild.status === 'swapped' ? 'good' : runs(rebuild) ? 'warn' : 'bad';
  return (
    <tr>
      <th scope="row">{projection}</th>
      <td data-name={t('ops.projection.tables')}>{listed(tables)}</td>
      <td data-name={t('ops.projection.events')} className="figure">{events}</td>
      <td data-name={t('ops.projection.newest')}>{rebuild === null ? t('none') : <><span className={`sign ${kind}`}>{word('rebuild-status', rebuild.status)}</span> <span className="quiet">{runs(rebuild) ? t('ops.rebuild.read', { read: rebuild.read, total: rebuild.total }) : moment(rebuild.endedAt ?? rebuild.requestedAt)}{rebuild.message !== null && ` · ${rebuild.message}`}</span></>}</td>
      <td className="wide">
        {!runs(rebuild) && (
          <Act
            label={t('ops.rebuild')}
            about={projection}
            what={t('ops.rebuild.what')}
            more={<Checkbox checked={accept} onChange={({ target }) => setAccept(target.checked)}>{t('ops.rebuild.accept')}</Checkbox>}
            run={(why, id) => rebuildProjection(service, projection, accept, why, id)}
            done={done(t('ops.rebuild'))}
          />
        )}
      </td>
    </tr>
  );
}

function Acts({ service }: { service: OperatedService }) {
  const { t } = useTranslation();
  const nameOf = useNameOf();
  const list = useInfiniteQuery({ queryKey: ['ops', service, 'acts'], queryFn: ({ pageParam }) => listActs(service, pageParam), initialPageParam: null as string | null, getNextPageParam: ({ next }: ActList) => next });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <section aria-labelledby="acts">
      <h2 id="acts">{t('ops.acts')}</h2>
      {items === undefined ? (list.error ? <Trouble error={list.error} retry={() => void list.refetch()} /> : <Loading rows={2} />) : items.length === 0 ? <p className="quiet">{t('ops.acts.none')}</p> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('ops.act.when')}</th><th scope="col">{t('ops.act.who')}</th><th scope="col">{t('ops.act.what')}</th><th scope="col">{t('ops.act.subject')}</th><th scope="col">{t('ops.reason')}</th><th scope="col">{t('ops.act.outcome')}</th></tr></thead>
          <tbody>{items.map(({ at, actor, action, subject, reason, outcome, code }) => (
            <tr key={`${at} ${actor} ${action}`}>
              <td data-name={t('ops.act.when')} className="number">{moment(at)}</td>
              <td data-name={t('ops.act.who')}>{nameOf(actor)}</td>
              <td data-name={t('ops.act.what')} className="wide"><code>{action.replace('POST /ops/', '')}</code></td>
              <td data-name={t('ops.act.subject')} className="wide">{subject ?? t('none')}</td>
              <td data-name={t('ops.reason')} className="wide">{reason ?? t('none')}</td>
              <td data-name={t('ops.act.outcome')}><span className={outcome === 'done' ? 'sign good' : 'sign bad'}><span aria-hidden>{outcome === 'done' ? '✓' : '✕'} </span>{word('ops-outcome', outcome)}</span>{code !== null && <> <code>{code}</code></>}</td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {list.hasNextPage && <p className="more"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('ops.acts.more')}</Button></p>}
    </section>
  );
}
