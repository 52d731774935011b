import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Radio, Select } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackOrder, CountStockBody, LedgerPage, LedgerRow, MoveStockBody, StockLevel } from '../../api/generated/inventory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { Field } from '../../parts/field';
import { useKeys } from '../../parts/keys';
import { safetyNet } from '../../parts/live';
import { usePerson } from '../../parts/person';
import { useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { moment, near } from '../../texts/time';
import { word } from '../../texts/words';
import { showStock } from '../parts/calls';
import { PartName } from '../parts/marks';
import { useDealers, useLocations, usePart, usePlaceName } from '../parts/queries';
import { yuan } from '../receipts/marks';
import { correctRow, countStock, listWaiting, moveStock, receiveGoods, showTransfersOf } from './calls';
import { stockPartRoute } from './routes';
import '../parts/parts.css';

const doings = ['count', 'move', 'goods'] as const;
type Doing = (typeof doings)[number];
const rights: Readonly<Record<Doing, string>> = { count: 'stock:correct', move: 'stock:move', goods: 'stock:move' };
const shelves: readonly CountStockBody['bin'][] = ['good', 'quarantine', 'bad'];
/** What people have posted by hand can be put right by hand. */
const handMade = ['stock_move', 'goods_receipt', 'stock_count'];

/** One part: what lies at each place, who waits for it, and the rows of the ledger that these figures come from. */
export function StockPart() {
  const { t } = useTranslation();
  const { part } = stockPartRoute.useParams();
  const { location, do: wanted } = stockPartRoute.useSearch();
  const navigate = useNavigate({ from: stockPartRoute.fullPath });
  const cache = useQueryClient();
  const person = usePerson();
  const nameOf = useNameOf();
  const { dealerName } = useDealers();
  const catalogue = usePart(part);
  const [said, setSaid] = useState<string | null>(null);
  const [wrongRow, setWrongRow] = useState<LedgerRow | null>(null);
  const levels = useQuery({ queryKey: ['stock', 'part', part], queryFn: () => showStock({ part, limit: 500 }), meta: { hears: ['inventory.stock'] }, refetchInterval: safetyNet });
  const waiting = useQuery({ queryKey: ['waiting', 'part', part, location], queryFn: () => listWaiting({ part, ...(location === undefined ? {} : { location }) }), meta: { hears: ['inventory.parts_request'] }, refetchInterval: safetyNet });
  const rows = useInfiniteQuery({
    queryKey: ['stock-ledger', part, location],
    queryFn: ({ pageParam }) => showTransfersOf({ part, ...(location === undefined ? {} : { location }), limit: 50, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: LedgerPage) => next,
    meta: { hears: ['inventory.stock'] }, refetchInterval: safetyNet,
  });
  const may = doings.filter((doing) => location !== undefined && person.may.includes(rights[doing]));
  const doing = may.find((one) => one === wanted);
  const show = (one: Doing | undefined): void => void navigate({ search: (before) => ({ ...(before.location === undefined ? {} : { location: before.location }), ...(one === undefined ? {} : { do: one }) }), replace: true });
  const placeName = usePlaceName();
  /** An account in words: a bin of one of our places, or what is outside. */
  const accountName = (account: string): string => {
    const [kind = '', code = '', bin = ''] = account.split(':');
    if (kind === 'bin') return `${placeName(code)} · ${word('bin', bin)}`;
    return `${word('account', kind)}${code === '' ? '' : ` ${kind === 'dealer' ? dealerName(code) : code}`}`;
  };
  const done = (words: string): void => {
    setSaid(words);
    setWrongRow(null);
    show(undefined);
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => ['stock', 'stock-ledger', 'waiting', 'recounts'].includes(String(kind)) });
  };
  useKeys(Object.fromEntries(may.map((one, at) => [`Digit${at + 1}`, () => show(one === doing ? undefined : one)])));
  useEffect(() => { document.title = `${part} · ${t('product')}`; }, [part, t]);

  const levelColumns: Column<StockLevel>[] = [
    { head: t('stock.place'), cell: ({ locationCode }) => <Link to="/stock/parts/$part" params={{ part }} search={{ location: locationCode }} aria-current={locationCode === location ? 'true' : undefined}>{placeName(locationCode)}</Link> },
    { head: t('stock.good'), count: true, cell: ({ good }) => good },
    { head: t('qty.reserved'), count: true, cell: ({ reserved }) => reserved },
    { head: t('stock.available'), count: true, cell: ({ available, safetyStock }) => (available < safetyStock ? <span className="priority urgent"><span aria-hidden>▲ </span>{available} <span className="why">{t('stock.short')}</span></span> : available) },
    { head: t('stock.transit'), count: true, cell: ({ inTransit }) => inTransit },
    { head: t('bin.quarantine'), count: true, cell: ({ quarantine }) => quarantine },
    { head: t('bin.bad'), count: true, cell: ({ bad }) => bad },
    { head: t('stock.safety'), count: true, cell: ({ safetyStock }) => safetyStock },
  ];
  const waitingColumns: Column<BackOrder>[] = [
    { head: t('request'), cell: ({ number }) => <Link className="number" to="/parts/requests/$number" params={{ number }}>{number}</Link> },
    { head: t('owed'), count: true, cell: ({ qty, urgent }) => <>{qty}{urgent && <span className="priority urgent"> {t('stock.first')}</span>}</> },
    { head: t('dealer'), cell: ({ dealerCode }) => (dealerCode === null ? '—' : dealerName(dealerCode)) },
    { head: t('stock.place'), cell: (line) => placeName(line.location) },
    { head: t('stock.waiting-since'), cell: ({ waitingSince }) => <time dateTime={waitingSince} title={moment(waitingSince)}>{near(waitingSince)}</time> },
    { head: t('decide.promised'), cell: ({ promisedOn }) => promisedOn ?? '—' },
  ];
  const rowColumns: Column<LedgerRow>[] = [
    { head: t('stock.moved'), cell: ({ movedAt }) => <time dateTime={movedAt}>{moment(movedAt)}</time> },
    { head: t('ledger.reason'), cell: ({ reason, corrects }) => <>{word('moved', reason)}{corrects !== null && <span className="quiet"> {t('ledger.corrects', { row: corrects })}</span>}</> },
    { head: t('qty'), count: true, cell: ({ qty, from, to }) => { const sign = location === undefined ? '' : to.startsWith(`bin:${location}:`) && !from.startsWith(`bin:${location}:`) ? '+' : from.startsWith(`bin:${location}:`) && !to.startsWith(`bin:${location}:`) ? '−' : ''; return `${sign}${qty}`; } },
    { head: t('from'), cell: ({ from }) => accountName(from) },
    { head: t('to'), cell: ({ to }) => accountName(to) },
    { head: t('stock.value'), count: true, cell: ({ value }) => yuan('CNY', value) },
    { head: t('stock.document'), cell: (row) => <><Paper row={row} /> <span className="quiet">{t('stock.ledger.row', { row: row.transfer })}</span></> },
    { head: t('by'), cell: ({ movedBy }) => dealerName(nameOf(movedBy)) },
    ...(person.may.includes('stock:correct') ? [{ head: t('ledger.correct'), cell: (row: LedgerRow) => (row.corrects === null && handMade.includes(row.documentKind) ? <Button size="small" aria-label={t('ledger.correct.row', { row: row.transfer })} onClick={() => setWrongRow(row)}>{t('ledger.correct')}</Button> : null) }] : []),
  ];
  const level = levels.data?.items.find(({ locationCode }) => locationCode === location);
  const items = rows.data?.pages.flatMap((page) => page.items);
  return (
    <article className="parts ticket">
      <header>
        <h1>{part} <span>{catalogue.data?.name}</span></h1>
        <p className="marks">{location === undefined ? t('stock.everywhere') : placeName(location)}{catalogue.data && <span className="quiet">{catalogue.data.unit} · {yuan('CNY', catalogue.data.price)} · {t('stock.fits', { models: listed(catalogue.data.fitsModels) })}{catalogue.data.substitutes.length > 0 && <> · {t('stock.substitutes', { parts: listed(catalogue.data.substitutes) })}</>}</span>}</p>
        <div className="moves" role="group" aria-label={t('moves')}>{may.map((one, at) => <Button key={one} aria-pressed={one === doing} onClick={() => show(one === doing ? undefined : one)}><kbd aria-hidden>{at + 1}</kbd>{t(`stock.do.${one}`)}</Button>)}</div>
        <p role="status" className="said">{said}</p>
      </header>
      {doing === 'count' && location && <Count key={location} part={part} location={location} level={level} done={done} leave={() => show(undefined)} />}
      {doing === 'move' && location && <Move part={part} location={location} done={done} leave={() => show(undefined)} />}
      {doing === 'goods' && location && <Goods part={part} location={location} done={done} leave={() => show(undefined)} />}
      {wrongRow && <Correct key={wrongRow.transfer} row={wrongRow} done={done} leave={() => setWrongRow(null)} />}
      {levels.data === undefined ? (levels.error ? <Trouble error={levels.error} retry={() => void levels.refetch()} /> : <Loading />) : levels.data.items.length === 0 ? <Empty>{t('stock.empty.part')}</Empty> : <Sheet label={t('nav.stock')} items={levels.data.items} idOf={({ locationCode }) => locationCode} columns={levelColumns} />}
      {waiting.error && <Trouble error={waiting.error} retry={() => void waiting.refetch()} />}
      {(waiting.data?.length ?? 0) > 0 && <section><h2>{t('stock.waiting')}</h2><Sheet label={t('stock.waiting')} items={waiting.data ?? []} idOf={({ requestId, lineNo }) => `${requestId} ${lineNo}`} columns={waitingColumns} /></section>}
      <section>
        <h2>{t('stock.ledger')}</h2>
        {items === undefined ? (rows.error ? <Trouble error={rows.error} retry={() => void rows.refetch()} /> : <Loading rows={6} />) : items.length === 0 ? <Empty>{t('stock.ledger.empty')}</Empty> : <Sheet label={t('stock.ledger')} items={items} idOf={({ transfer }) => transfer} columns={rowColumns} />}
        {rows.hasNextPage && <p className="more"><Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>{t('queue.more')}</Button></p>}
      </section>
    </article>
  );
}

/** The paper that moved it, by its number, leading to where it is shown. */
function Paper({ row: { documentKind, documentNumber: number } }: { row: LedgerRow }) {
  const { may } = usePerson();
  const words = word('document', documentKind);
  if (number === null) return <>{words}</>;
  const name = <span className="number">{number}</span>;
  const leads = may.includes('parts:read') && (
    documentKind === 'loan' ? <Link to="/loans" search={{ loan: number }}>{name}</Link>
      : documentKind === 'delivery_note' || documentKind === 'receipt' ? <Link to="/receipts/$number" params={{ number }}>{name}</Link>
        : documentKind === 'discrepancy' ? <Link to="/discrepancies/$number" params={{ number }}>{name}</Link>
          : documentKind === 'shipment' ? <Link to="/follow-up" search={{ shipment: number }}>{name}</Link>
            : documentKind === 'transfer' && <Link to="/stock/transfers">{name}</Link>
  );
  return <>{words} {leads || name}</>;
}

interface FormProps {
  readonly part: string;
  readonly location: string;
  readonly done: (words: string) => void;
  readonly leave: () => void;
}

/** The frame of the small forms here: Ctrl+Enter does it, Esc leaves. */
function Panel({ title, wrong, pending, error, send, leave, children }: { title: string; wrong: boolean; pending: boolean; error: unknown; send: () => void; leave: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  const go = (): void => { if (!wrong && !pending) send(); };
  return (
    <form className="move" aria-label={title} noValidate onSubmit={(event) => { event.preventDefault(); go(); }} onKeyDown={(event) => {
      if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); go(); }
      if (event.key === 'Escape' && !(event.target as HTMLElement).closest('[aria-expanded="true"]')) leave();
    }}>
      <h2>{title}</h2>
      {children}
      {error !== null && <Trouble error={error} />}
      <p className="actions"><Button type="primary" htmlType="submit" disabled={wrong} loading={pending}>{title}</Button><Button onClick={leave}>{t('leave')}</Button><span className="quiet"><kbd>Ctrl</kbd> + <kbd>Enter</kbd></span></p>
    </form>
  );
}

const isQty = (text: string): boolean => /^[1-9]\d{0,6}$/.test(text);

function BinChoice<B extends string>({ label, name, value, bins, change }: { label: string; name: string; value: B; bins: readonly B[]; change: (bin: B) => void }) {
  return <fieldset className="field"><legend>{label}</legend><Radio.Group name={name} value={value} onChange={({ target }) => change(target.value as B)} options={bins.map((one) => ({ value: one, label: word('bin', one) }))} /></fieldset>;
}

function Count({ part, location, level, done, leave }: FormProps & { level: StockLevel | undefined }) {
  const { t } = useTranslation();
  const [bin, setBin] = useState<CountStockBody['bin']>('good');
  const [counted, setCounted] = useState('');
  const sending = useCommand((body: CountStockBody, key) => countStock(body, key), ({ expected, difference, state }) => done(t(state === 'waiting' ? 'stock.counted.waits' : 'stock.counted', { expected, difference: difference > 0 ? `+${difference}` : difference })));
  return (
    <Panel title={t('stock.do.count')} wrong={!/^\d{1,7}$/.test(counted)} pending={sending.isPending} error={sending.error} send={() => sending.mutate({ location, part, bin, counted: Number(counted) })} leave={leave}>
      <BinChoice label={t('stock.bin')} name="bin" value={bin} bins={shelves} change={setBin} />
      <Field label={t('stock.counted.there')} required hint={level && bin === 'good' ? t('stock.counted.hint', { reserved: level.reserved }) : undefined} wrong={wrongIn(sending.error, 'counted')}>{(ids) => <Input {...ids} autoFocus inputMode="numeric" maxLength={7} value={counted} onChange={({ target }) => setCounted(target.value.trim())} />}</Field>
    </Panel>
  );
}

function Move({ part, location, done, leave }: FormProps) {
  const { t } = useTranslation();
  const { data: locations } = useLocations();
  const branch = locations?.items.find(({ locationCode }) => locationCode === location)?.branchId;
  const [from, setFrom] = useState<MoveStockBody['from']>('quarantine');
  const [to, setTo] = useState<MoveStockBody['to']>('good');
  const [toLocation, setToLocation] = useState(location);
  const [qty, setQty] = useState('');
  const sending = useCommand((body: MoveStockBody, key) => moveStock(body, key), () => done(t('stock.moved.done')));
  return (
    <Panel title={t('stock.do.move')} wrong={!isQty(qty) || (from === to && location === toLocation)} pending={sending.isPending} error={sending.error} send={() => sending.mutate({ part, qty: Number(qty), location, from, toLocation, to })} leave={leave}>
      <div className="pair">
        <BinChoice label={t('from')} name="from" value={from} bins={shelves} change={setFrom} />
        <BinChoice label={t('to')} name="to" value={to} bins={shelves} change={setTo} />
      </div>
      <Field label={t('stock.to-place')} required>{(ids) => <Select {...ids} value={toLocation} options={(locations?.items ?? []).filter(({ branchId }) => branchId === branch).map(({ locationCode, name }) => ({ value: locationCode, label: `${name} ${locationCode}` }))} onChange={(value: string) => setToLocation(value)} />}</Field>
      <Field label={t('qty')} required wrong={wrongIn(sending.error, 'qty')}>{(ids) => <Input {...ids} autoFocus inputMode="numeric" maxLength={7} value={qty} onChange={({ target }) => setQty(target.value.trim())} />}</Field>
    </Panel>
  );
}

function Goods({ part, location, done, leave }: FormProps) {
  const { t } = useTranslation();
  const [bin, setBin] = useState<'good' | 'quarantine'>('good');
  const [qty, setQty] = useState('');
  const [price, setPrice] = useState('');
  const sending = useCommand((body: Parameters<typeof receiveGoods>[0], key) => receiveGoods(body, key), () => done(t('stock.goods.done')));
  return (
    <Panel title={t('stock.do.goods')} wrong={!isQty(qty) || !(price === '' || /^\d{1,10}(\.\d{1,2})?$/.test(price))} pending={sending.isPending} error={sending.error} send={() => sending.mutate({ part, qty: Number(qty), location, bin, ...(price === '' ? {} : { unitValue: price }) })} leave={leave}>
      <BinChoice label={t('stock.bin')} name="bin" value={bin} bins={['good', 'quarantine']} change={setBin} />
      <div className="pair">
        <Field label={t('qty')} required wrong={wrongIn(sending.error, 'qty')}>{(ids) => <Input {...ids} autoFocus inputMode="numeric" maxLength={7} value={qty} onChange={({ target }) => setQty(target.value.trim())} />}</Field>
        <Field label={t('stock.unit-value')} hint={t('stock.unit-value.hint')} wrong={wrongIn(sending.error, 'unitValue')}>{(ids) => <Input {...ids} inputMode="decimal" maxLength={13} value={price} onChange={({ target }) => setPrice(target.value.trim())} />}</Field>
      </div>
    </Panel>
  );
}

function Correct({ row, done, leave }: { row: LedgerRow; done: (words: string) => void; leave: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const sending = useCommand((why: string, key) => correctRow(row.transfer, why, key), () => done(t('stock.corrected')));
  return (
    <Panel title={t('ledger.correct.row', { row: row.transfer })} wrong={reason.trim() === ''} pending={sending.isPending} error={sending.error} send={() => sending.mutate(reason.trim())} leave={leave}>
      <p><PartName code={row.partCode} /> × {row.qty} · {t('stock.correct.what')}</p>
      <Field label={t('stock.correct.why')} required wrong={wrongIn(sending.error, 'reason')}>{(ids) => <Input {...ids} autoFocus maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />}</Field>
    </Panel>
  );
}
