import '../../parts/rows.css';
import './figures.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { FigureShown } from '../../api/generated/analytics/types.gen';
import { clockOf } from '../../parts/clock';
import { PaperLink } from '../../parts/paper-link';
import { useBranchName } from '../../parts/queries';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { useDealers } from '../parts/queries';
import { Asking, monthBefore, thisMonth } from './asking';
import { findBranchStanding, findTicketsByDay, listFigures, showBackOrderAge, showOldPartDebt, type Asked } from './calls';
import { Ages, Columns } from './charts';
import { Moved } from './moved';
import { Rate } from './rate';
import { figuresRoute } from './routes';

const often = 60_000;

/** What the rates are counted from. */
const ofRates = ['tickets.repair', 'tickets.survey', 'inventory.delivery_note', 'inventory.shipment', 'inventory.discrepancy', 'dealer_returns.obligation'];

type Cell = string | number;
interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The figures that the house is steered by, as many as the service names: each with its target, its sample, its year, and what it was counted from. */
export function Figures() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: figuresRoute.fullPath });
  const asked = figuresRoute.useSearch();
  const query = useQuery({ queryKey: ['figures', asked], queryFn: () => listFigures(asked), meta: { hears: ofRates }, refetchInterval: often });
  const figures = query.data?.figures ?? [];
  const old = asked.month === undefined ? figures.filter(({ month }) => month !== null && month < thisMonth()) : [];
  useEffect(() => { document.title = `${t('nav.figures')} · ${t('product')}`; }, [t]);
  return (
    <div className="page figures">
      <header>
        <h1>{t('nav.figures')}</h1>
        <Asking asked={asked} ask={(next) => void navigate({ search: () => next, replace: true })} />
      </header>
      {old.length > 0 && <p role="status" className="quiet older">{t('figures.older', { month: thisMonth(), n: old.length })}</p>}
      <div className="cards">
        {query.data === undefined && <section aria-label={t('nav.figures')}>{query.error ? <Trouble error={query.error} retry={() => void query.refetch()} /> : <Loading rows={6} />}</section>}
        {figures.map((shown) => <RateFigure key={shown.figure} shown={shown} asked={asked} query={query} />)}
        <ResponseFigure asked={asked} />
        <TicketsFigure asked={asked} />
        <BackOrderFigure asked={asked} />
        <DebtFigure asked={asked} />
      </div>
    </div>
  );
}

interface Shown {
  readonly title: string;
  readonly what: string;
  readonly query: { readonly data: unknown; readonly error: unknown; readonly dataUpdatedAt: number; readonly refetch: () => unknown };
  readonly table: Table | null;
  /** What it is counted from, and its month: when that grows while somebody looks, it says so. */
  readonly counted?: { readonly of: number; readonly within: string | null };
  /** Where the whole of it is taken home. */
  readonly file?: { readonly path: string; readonly query: Readonly<Record<string, string | undefined>> };
  /** The screen of what it was counted from. */
  readonly records?: ReactNode;
  readonly children: ReactNode;
}

/** One figure: what it is, itself, and the same as a table to read and to take along. */
function Card({ title, what, query: { data, error, dataUpdatedAt, refetch }, table, counted, file, records, children }: Shown) {
  const { t } = useTranslation();
  return (
    <section aria-label={title}>
      <h2>{title} {data !== undefined && counted && <Moved {...counted} />}</h2>
      <p className="quiet what">{what}</p>
      {data === undefined ? (error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={4} />) : (
        <>
          {error != null && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
          {children}
          {table && table.rows.length > 0 && (
            <details>
              <summary>{t('figures.data')}</summary>
              <table className="rows">
                <thead><tr>{table.head.map((name, at) => <th key={name} scope="col" className={typeof table.rows[0]?.[at] === 'number' ? 'figure' : undefined}>{name}</th>)}</tr></thead>
                <tbody>{table.rows.map((row) => <tr key={row.join(' ')}>{row.map((cell, at) => <td key={table.head[at]} data-name={table.head[at]} className={typeof cell === 'number' ? 'figure' : undefined}>{cell}</td>)}</tr>)}</tbody>
              </table>
              {file && <p className="actions">{(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path={file.path} query={{ ...file.query, format }}>{t(`export.${format}`)}</PaperLink>)}</p>}
            </details>
          )}
          {records && <p className="behind">{records}</p>}
          <p className="quiet as-of">{t('figures.as-of', { at: clockOf(dataUpdatedAt) })}</p>
        </>
      )}
    </section>
  );
}

const percent = (rate: string | null): string => (rate === null ? '' : `${rate}%`);

function RateFigure({ shown, asked, query }: { shown: FigureShown; asked: Asked; query: Shown['query'] }) {
  const { t } = useTranslation();
  const { figure, month, year, denominator } = shown;
  const title = word('figure', figure);
  const table = { head: [t('figures.month'), t('figures.numerator'), t('figures.all'), t('figures.rate')], rows: year.map((one) => [one.month, one.numerator, one.denominator, percent(one.rate)]) };
  return (
    <Card title={title} what={word('figure-what', figure)} query={query} table={table} counted={{ of: denominator, within: month }} {...(month !== null && denominator > 0 ? { records: <Link to="/figures/$figure" params={{ figure }} search={asked}>{t('figures.records-of', { count: denominator })}</Link> } : {})}>
      <Rate shown={shown} asked={asked.month} />
    </Card>
  );
}

function ResponseFigure({ asked: { branch } }: { asked: Asked }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ['figure', 'standing'], queryFn: findBranchStanding, meta: { hears: ['tickets.ticket'] }, refetchInterval: often });
  const rows = (query.data?.rows ?? []).filter(({ branchId, opened }) => (branch === undefined || branchId === branch) && opened > 0);
  const [numerator, denominator] = [rows.reduce((sum, { inTime }) => sum + inTime, 0), rows.reduce((sum, { limited }) => sum + limited, 0)];
  const rateOf = (good: number, all: number): string | null => (all === 0 ? null : ((good * 100) / all).toFixed(2));
  const table = { head: [t('figures.branch'), t('figures.opened'), t('figures.taken-up'), t('figures.limited'), t('figures.good'), t('figures.rate'), t('figures.escalated')], rows: rows.map(({ branchId, name, opened, takenUp, limited, inTime, escalated }) => [name ?? branchId, opened, takenUp, limited, inTime, percent(rateOf(inTime, limited)), escalated]) };
  return <Card title={t('response.title')} what={t('response.what')} query={query} table={table} file={{ path: 'analytics/tables/branch-standing/export', query: { branch } }} records={<Link to="/queue" search={{ all: true, due: 'overdue' }}>{t('response.records')}</Link>}>{denominator === 0 ? <Empty>{t('response.none')}</Empty> : <p className="value"><b>{((numerator * 100) / denominator).toFixed(1)}%</b> <span className="n">{t('figures.n', { n: denominator })} · {t('figures.of', { numerator, denominator })}</span></p>}</Card>;
}

/** The month that is asked for; without one this month, or, when nothing has been opened in it, the newest of a year in which something was. */
const useTicketsOf = (asked: string | undefined, branch: string | undefined) => {
  const range = (from: string, to: string) => ({ from, to: lastDayOf(to), ...(branch === undefined ? {} : { branchId: branch }) });
  const first = asked ?? thisMonth();
  const month = useQuery({ queryKey: ['figure', 'tickets', first, branch], queryFn: () => findTicketsByDay(range(`${first}-01`, first)), meta: { hears: ['tickets.ticket'] }, refetchInterval: often });
  const empty = asked === undefined && month.data?.rows.length === 0;
  const before = useQuery({ queryKey: ['figure', 'tickets-before', first, branch], queryFn: () => findTicketsByDay(range(`${monthBefore(first, 11)}-01`, first)), enabled: empty, staleTime: 300_000 });
  const newest = before.data?.rows[0]?.day.slice(0, 7);
  if (!empty || newest === undefined) return { month: first, query: empty && before.isPending ? { ...month, data: undefined } : month, rows: month.data?.rows ?? [] };
  return { month: newest, query: before, rows: before.data?.rows.filter(({ day }) => day.startsWith(newest)) ?? [] };
};
const lastDayOf = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return `${month}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, '0')}`;
};

function TicketsFigure({ asked: { month: named, branch } }: { asked: Asked }) {
  const { t } = useTranslation();
  const { month, query, rows } = useTicketsOf(named, branch);
  const lastDay = Number(lastDayOf(month).slice(-2));
  const days = Array.from({ length: lastDay }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`);
  const onDay = (day: string): number => rows.filter((row) => row.day === day).reduce((sum, { opened }) => sum + opened, 0);
  const values = days.map((day) => ({ name: day, value: onDay(day) }));
  const count = values.reduce((sum, { value }) => sum + value, 0);
  const types = [...new Set(rows.map(({ type }) => type))];
  const of = (day: string, type: string): number => rows.filter((row) => row.day === day && row.type === type).reduce((sum, { opened }) => sum + opened, 0);
  const table = { head: [t('figures.day'), ...types.map((type) => word('type', type)), t('figures.total')], rows: values.filter(({ value }) => value > 0).map(({ name, value }) => [name, ...types.map((type) => of(name, type)), value]) };
  return (
    <Card title={t('tickets.title')} what={t('tickets.what')} query={query} table={table} counted={{ of: count, within: month }} file={{ path: 'analytics/tables/tickets-by-day/export', query: { month, branch } }} records={<Link to="/queue" search={{ all: true }}>{t('tickets.records')}</Link>}>
      {count === 0 ? <Empty>{t('tickets.none', { month })}</Empty> : <><p className="value"><b>{count}</b> <span className="n">{month}</span></p><Columns values={values} text={t('tickets.text', { month, count, most: Math.max(...values.map(({ value }) => value)) })} /></>}
    </Card>
  );
}

function BackOrderFigure({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const { dealerName } = useDealers();
  const query = useQuery({ queryKey: ['figure', 'owed', asked.branch], queryFn: () => showBackOrderAge(asked), meta: { hears: ['inventory.parts_request'] }, refetchInterval: often });
  const waiting = query.data?.waiting ?? [];
  const parts = [[t('owed.7'), 'to7Days'], [t('owed.30'), 'to30Days'], [t('owed.over'), 'over30Days']] as const;
  const table = { head: [t('figures.branch'), t('figures.dealer'), t('figures.lines'), ...parts.map(([name]) => name), t('figures.oldest')], rows: waiting.map((row) => [branchName(row.branchId), row.dealerCode === null ? t('none') : dealerName(row.dealerCode), row.lines, ...parts.map(([, field]) => row[field]), moment(row.oldestSince)]) };
  return <Card title={t('owed.title')} what={t('owed.what')} query={query} table={table} file={{ path: 'analytics/tables/back-order-age/export', query: { branch: asked.branch } }} records={<Link to="/stock" search={{ short: true }}>{t('owed.records')}</Link>}><AgesOf title={t('owed.title')} none={t('owed.none')} parts={parts.map(([name, field]) => ({ name, value: waiting.reduce((sum, row) => sum + row[field], 0) }))} /></Card>;
}

function DebtFigure({ asked }: { asked: Asked }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const { dealerName } = useDealers();
  const query = useQuery({ queryKey: ['figure', 'debt', asked.branch], queryFn: () => showOldPartDebt(asked), meta: { hears: ['dealer_returns.obligation'] }, refetchInterval: often });
  const dealers = query.data?.dealers ?? [];
  const parts = [[t('debt.due'), 'notDue'], [t('debt.30'), 'to30Days'], [t('debt.90'), 'to90Days'], [t('debt.over'), 'over90Days']] as const;
  const table = { head: [t('figures.branch'), t('figures.dealer'), t('figures.duties'), ...parts.map(([name]) => name), t('figures.oldest')], rows: dealers.map((row) => [branchName(row.branchId), dealerName(row.dealerCode), row.duties, ...parts.map(([, field]) => row[field]), row.oldestDueOn]) };
  return <Card title={t('debt.title')} what={t('debt.what')} query={query} table={table} file={{ path: 'dealer-returns/obligations/debt-list', query: { branch: asked.branch } }} records={<Link to="/old-parts" search={{ state: 'overdue' }}>{t('debt.records')}</Link>}><AgesOf title={t('debt.title')} none={t('debt.none')} parts={parts.map(([name, field]) => ({ name, value: dealers.reduce((sum, row) => sum + row[field], 0) }))} /></Card>;
}

function AgesOf({ title, none, parts }: { title: string; none: string; parts: readonly { readonly name: string; readonly value: number }[] }) {
  const { t } = useTranslation();
  const count = parts.reduce((sum, { value }) => sum + value, 0);
  if (count === 0) return <Empty>{none}</Empty>;
  return <><p className="value"><b>{t('pieces', { count })}</b></p><Ages parts={parts} text={t('bars.text', { title, parts: listed(parts.map(({ name, value }) => `${name} ${value}`)) })} /></>;
}
