import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedTransfer, ListedTransfers, PrepareTransferBody, TransferPlace } from '../../api/generated/inventory/types.gen';
import { useCommand, wrongIn } from '../../parts/command';
import { Field } from '../../parts/field';
import { safetyNet } from '../../parts/live';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useBranchName, useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { Changes, useSteady } from '../../parts/steady';
import { moment } from '../../texts/time';
import { PartLines, PartName, Standing } from '../parts/marks';
import { PartSelect } from '../parts/part-select';
import { CommandForm } from '../receipts/command-form';
import { changeTransfer, listTransferPlaces, listTransfers, prepareTransfer, receiveTransfer } from './calls';
import { transfersRoute } from './routes';
import '../parts/parts.css';

type Step = ListedTransfer['next'][number];
const routes: Readonly<Record<Exclude<Step, 'receive'>, string>> = { send: 'send', call_off: 'call-off' };

/** Goods between branches: laid out by one, counted and sent by another, received there. */
export function Transfers() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const person = usePerson();
  const branchName = useBranchName();
  const nameOf = useNameOf();
  const [preparing, setPreparing] = useState(false);
  const [receiving, setReceiving] = useState<ListedTransfer | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const found = useInfiniteQuery({
    queryKey: [transfersRoute.id],
    queryFn: ({ pageParam }) => listTransfers({ limit: 50, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: ListedTransfers) => next,
    meta: { hears: ['inventory.transfer'] }, refetchInterval: safetyNet,
  });
  const { items, changes, apply } = useSteady(JSON.stringify([found.data?.pages.length, found.isFetchedAfterMount, said]), found.data?.pages.flatMap((page) => page.items), ({ id }) => id);
  const done = async (step: Step | 'new', number: string): Promise<void> => {
    void cache.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind === 'stock' || kind === 'stock-ledger' });
    await found.refetch();
    setSaid(t('done', { what: `${t(`transfer.${step}`)} ${number}` }));
  };
  const moving = useCommand(({ id, step }: { id: string; step: keyof typeof routes }, key) => changeTransfer(id, routes[step], key), ({ number }, { step }) => done(step, number));
  useEffect(() => { document.title = `${t('nav.transfers')} · ${t('product')}`; }, [t]);
  const works = (branch: string): boolean => person.branches[0] === '*' || person.branches.includes(branch);
  /** What this person can do: each step is of one of the two branches, and who has laid out does not send. */
  const stepsOf = ({ next, fromBranchId, toBranchId, preparedBy }: ListedTransfer): readonly Step[] => next.filter((step) => (
    step === 'receive' ? works(toBranchId) && person.may.includes('stock:move')
      : works(fromBranchId) && (step === 'send' ? person.may.includes('parts:check') && preparedBy !== person.code : person.may.includes('stock:move'))
  ));
  const columns: Column<ListedTransfer>[] = [
    { head: t('transfer'), cell: ({ id, number }) => <><span className="number">{number}</span> <PaperLink path={`inventory/transfers/${id}/print`}>{t('print')}<span className="unseen"> {number}</span></PaperLink></> },
    { head: t('column.state'), cell: (one) => <Standing of="transfer-state" state={one.state} /> },
    { head: t('from'), cell: ({ fromBranchId, fromName }) => <>{fromName} <span className="quiet">{branchName(fromBranchId)}</span></> },
    { head: t('to'), cell: ({ toBranchId, toName }) => <>{toName} <span className="quiet">{branchName(toBranchId)}</span></> },
    { head: t('parts'), cell: ({ lines }) => <PartLines lines={lines.map(({ part, qty, received }) => ({ part, qty: <>{qty}{received != null && received < qty && <b className="priority urgent"> {t('transfer.came', { count: received })}</b>}</> }))} /> },
    { head: t('transfer.prepared'), cell: ({ preparedAt, preparedBy }) => <>{moment(preparedAt)} <span className="quiet">{nameOf(preparedBy)}</span></> },
    { head: t('shipment.do'), cell: (one) => { const steps = stepsOf(one); return <>{steps.map((step) => <Button key={step} size="small" danger={step === 'call_off'} aria-label={`${t(`transfer.${step}`)} ${one.number}`} loading={moving.isPending && moving.variables.id === one.id && moving.variables.step === step} onClick={() => { if (step === 'receive') setReceiving(one); else if (!moving.isPending) moving.mutate({ id: one.id, step }); }}>{t(`transfer.${step}`)}</Button>)}{one.next.includes('send') && one.preparedBy === person.code && <span className="quiet"> {t('transfer.other-sends')}</span>}</>; } },
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.transfers')}</h1>
        <p className="actions">{person.may.includes('stock:move') && <Button type="primary" aria-pressed={preparing} onClick={() => setPreparing(!preparing)}>{t('transfer.new')}</Button>}<Link to="/stock">{t('nav.stock')}</Link></p>
        <p role="status" className="said">{said}</p>
        <Changes changes={changes} apply={apply} />
      </header>
      {preparing && <Prepare done={(number) => { setPreparing(false); void done('new', number); }} leave={() => setPreparing(false)} />}
      {receiving && (
        <CommandForm
          key={receiving.id} name={`transfer.${receiving.id}.receive`} title={`${t('transfer.receive')} ${receiving.number}`} submit={t('transfer.receive')} leave={() => setReceiving(null)}
          initial={Object.fromEntries(receiving.lines.map(({ part, qty }) => [part, String(qty)]))}
          fields={() => Object.fromEntries(receiving.lines.map(({ part, qty }) => [part, { label: t('transfer.came.of', { part }), as: 'count' as const, hint: <><PartName code={part} /> · {t('transfer.sent.of', { count: qty })}</> }]))}
          send={(counted, key) => {
            const lines = receiving.lines.map(({ part }) => ({ part, qty: Number(counted[part]) }));
            return receiveTransfer(receiving.id, receiving.lines.every(({ qty }, at) => lines[at]?.qty === qty) ? {} : { lines }, key);
          }}
          sent={(standing) => {
            setReceiving(null);
            void done('receive', standing.number);
          }}
        />
      )}
      {moving.error && <Trouble error={moving.error} />}
      {items === undefined ? (found.error ? <Trouble error={found.error} retry={() => void found.refetch()} /> : <Loading rows={6} />) : (
        <>
          {found.error && <Stale at={found.dataUpdatedAt} error={found.error} retry={() => void found.refetch()} />}
          {items.length === 0 ? <Empty>{t('transfer.empty')}</Empty> : <Sheet label={t('nav.transfers')} items={items} idOf={({ id }) => id} columns={columns} />}
          {found.hasNextPage && <p className="more"><Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

function Prepare({ done, leave }: { done: (number: string) => void; leave: () => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const branchName = useBranchName();
  const { data: places } = useQuery({ queryKey: ['transfer-places'], queryFn: listTransferPlaces, staleTime: 1_800_000, meta: { serves: true } });
  const [chosen, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [lines, setLines] = useState<readonly { readonly part: string; readonly qty: string }[]>([{ part: '', qty: '' }]);
  const [tried, setTried] = useState(false);
  const all = places?.items ?? [];
  const own = all.filter(({ branchId }) => person.branches[0] === '*' || person.branches.includes(branchId));
  // Who has one warehouse sends from there.
  const from = chosen === '' && own.length === 1 ? (own[0]?.locationCode ?? '') : chosen;
  const branchOf = (code: string): string | undefined => all.find(({ locationCode }) => locationCode === code)?.branchId;
  /** Within a branch goods are moved, not transferred. */
  const others = all.filter(({ branchId }) => branchId !== branchOf(from));
  const named = ({ locationCode, name, branchId }: TransferPlace) => ({ value: locationCode, label: `${name} · ${branchName(branchId)}` });
  const said = lines.filter(({ part }) => part !== '');
  const wrongs = {
    from: from === '' ? t('field.missing') : undefined,
    to: others.some(({ locationCode }) => locationCode === to) ? undefined : t('field.missing'),
    lines: said.length === 0 ? t('request.lines.missing') : said.some(({ qty }) => !/^[1-9]\d{0,6}$/.test(qty)) ? t('request.qty.wrong') : undefined,
  };
  const sending = useCommand((body: PrepareTransferBody, key) => prepareTransfer(body, key), ({ number }) => done(number));
  const send = (): void => {
    setTried(true);
    if (sending.isPending || Object.values(wrongs).some((wrong) => wrong !== undefined)) return;
    sending.mutate({ from, to, lines: said.map(({ part, qty }) => ({ part, qty: Number(qty) })) });
  };
  const wrong = (name: keyof typeof wrongs): string | undefined => (tried ? wrongs[name] : undefined) ?? wrongIn(sending.error, name);
  const set = (at: number, changes: Partial<(typeof lines)[number]>): void => setLines(lines.map((line, n) => (n === at ? { ...line, ...changes } : line)));
  return (
    <form className="move" aria-label={t('transfer.new')} noValidate onSubmit={(event) => { event.preventDefault(); send(); }} onKeyDown={(event) => { if (event.key === 'Enter' && event.ctrlKey) { event.preventDefault(); send(); } }}>
      <h2>{t('transfer.new')}</h2>
      <div className="pair">
        <Field label={t('from')} required wrong={wrong('from')}>{(ids) => <Select {...ids} autoFocus value={from === '' ? null : from} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} options={own.map(named)} onChange={(value: string) => setFrom(value)} />}</Field>
        <Field label={t('to')} required wrong={wrong('to')}>{(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={others.some(({ locationCode }) => locationCode === to) ? to : null} options={others.map(named)} onChange={(value: string) => setTo(value)} />}</Field>
      </div>
      <fieldset className="field lines">
        <legend>{t('parts')}</legend>
        <ol>
          {lines.map(({ part, qty }, at) => (
            <li key={at}>
              <PartSelect label={t('request.part', { line: at + 1 })} value={part} invalid={wrong('lines') !== undefined && part === ''} change={(code) => set(at, { part: code })} />
              <Input className="qty" aria-label={t('request.qty', { line: at + 1 })} placeholder={t('qty')} inputMode="numeric" maxLength={7} value={qty} onChange={({ target }) => set(at, { qty: target.value.trim() })} />
            </li>
          ))}
        </ol>
        <Button onClick={() => setLines([...lines, { part: '', qty: '' }])}>{t('request.add')}</Button>
        <div className="wrong" role="status">{wrong('lines')}</div>
      </fieldset>
      {sending.error && <Trouble error={sending.error} />}
      <p className="actions"><Button type="primary" htmlType="submit" loading={sending.isPending}>{t('transfer.new')}</Button><Button onClick={leave}>{t('leave')}</Button></p>
    </form>
  );
}
