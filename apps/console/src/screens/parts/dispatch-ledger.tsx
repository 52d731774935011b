import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Input, Radio, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import type { CorrectLedgerRowBody, DispatchLedgerPage, DispatchLedgerRow } from '../../api/generated/inventory/types.gen';
import { useCommand } from '../../parts/command';
import { Field } from '../../parts/field';
import { PaperLink } from '../../parts/paper-link';
import { usePerson } from '../../parts/person';
import { useBranches, useNameOf } from '../../parts/queries';
import { Sheet, type Column } from '../../parts/sheet';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { correctLedgerRow, getNote, getRequest, getShipment, showLedger } from './calls';
import { PartName } from './marks';
import { useDealers } from './queries';
import { ledgerRoute } from './routes';
import './parts.css';

/** What has left the house: a row per line of a note, that nobody changes; what was wrong has a row of its own. */
export function DispatchLedger() {
  const { t } = useTranslation();
  const { paper, ...filter } = ledgerRoute.useSearch();
  const navigate = useNavigate({ from: ledgerRoute.fullPath });
  const person = usePerson();
  const { dealerName } = useDealers();
  const nameOf = useNameOf();
  const branches = useBranches();
  const [sought, setSought] = useState(paper ?? '');
  const [correcting, setCorrecting] = useState<DispatchLedgerRow | null>(null);
  // A number on a paper names a note, a request, or a shipment by its number or waybill.
  const named = useQuery({ queryKey: ['ledger', 'paper', paper], queryFn: () => idsOf(paper ?? ''), enabled: paper !== undefined });
  const rows = useInfiniteQuery({
    queryKey: ['ledger', filter, named.data],
    queryFn: ({ pageParam }) => showLedger({ ...filter, ...named.data, limit: 50, ...(pageParam === null ? {} : { after: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: DispatchLedgerPage) => next,
    enabled: paper === undefined || named.data !== undefined,
  });
  const items = rows.data?.pages.flatMap((page) => page.items);
  const error = named.error ?? rows.error;
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const mayShip = person.may.includes('parts:ship');
  useEffect(() => { document.title = `${t('nav.ledger')} · ${t('product')}`; }, [t]);
  const set = (changes: Partial<typeof filter & { paper: string }>): void => void navigate({ search: (before) => Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== undefined && value !== '')), replace: true });
  const columns: Column<DispatchLedgerRow>[] = [
    { head: t('ledger.row'), count: true, cell: ({ row }) => row },
    { head: t('ledger.entered'), cell: ({ enteredAt }) => <time dateTime={enteredAt}>{moment(enteredAt)}</time> },
    { head: t('note'), cell: ({ noteNumber }) => <Link className="number" to="/dispatch" search={{ note: noteNumber }}>{noteNumber}</Link> },
    { head: t('part'), wide: true, cell: ({ part }) => <PartName code={part} /> },
    { head: t('qty'), count: true, cell: ({ qty, corrects }) => (corrects !== null && qty > 0 ? `+${qty}` : qty) },
    { head: t('dealer'), wide: true, cell: ({ dealerCode }) => (dealerCode === null ? '—' : dealerName(dealerCode)) },
    { head: t('ledger.reason'), cell: ({ reason, corrects }) => <>{word('ledger', reason)}{corrects !== null && <span className="quiet"> {t('ledger.corrects', { row: corrects })}</span>}</> },
    { head: t('by'), cell: ({ actor }) => nameOf(actor) },
    ...(mayShip ? [{ head: t('ledger.correct'), acts: true, cell: (row: DispatchLedgerRow) => (row.corrects === null ? <Button size="small" aria-label={t('ledger.correct.row', { row: row.row })} onClick={() => setCorrecting(row)}>{t('ledger.correct')}</Button> : null) }] : []),
  ];
  return (
    <div className="parts">
      <header>
        <h1>{t('nav.ledger')}</h1>
        <div className="filters" role="group" aria-label={t('filters')}>
          <label>{t('from')} <Input type="date" value={filter.from ?? ''} max={filter.to} onChange={({ target }) => set({ from: target.value })} /></label>
          <label>{t('to')} <Input type="date" value={filter.to ?? ''} min={filter.from} onChange={({ target }) => set({ to: target.value })} /></label>
          {several && <Select aria-label={t('branch')} placeholder={t('branch')} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={filter.branch ?? null} options={branches.filter(({ kind }) => kind !== 'region').map(({ branchId, name }) => ({ value: branchId, label: name }))} onChange={(value: string | null | undefined) => set({ branch: value ?? '' })} />}
          <Input aria-label={t('ledger.seek')} placeholder={t('ledger.seek')} value={sought} maxLength={40} onChange={({ target }) => { setSought(target.value); if (target.value === '') set({ paper: '' }); }} onPressEnter={() => set({ paper: sought.trim() })} />
        </div>
        <p className="actions">
          {(['xlsx', 'csv', 'print'] as const).map((format) => <PaperLink key={format} path="inventory/dispatch-ledger/export" query={{ ...filter, format }}>{t(`export.${format}`)}</PaperLink>)}
          <Link to="/dispatch">{t('nav.dispatch')}</Link>
        </p>
      </header>
      {correcting && <Correct key={correcting.row} row={correcting} done={() => { setCorrecting(null); void rows.refetch(); }} leave={() => setCorrecting(null)} />}
      {items === undefined ? (error ? (error instanceof Refused && error.problem?.status === 404 ? <Empty>{t('ledger.empty.paper', { paper: paper ?? '' })}</Empty> : <Trouble error={error} retry={() => void rows.refetch()} />) : <Loading rows={8} />) : (
        <>
          {error && <Stale at={rows.dataUpdatedAt} error={error} retry={() => void rows.refetch()} />}
          {items.length === 0 ? <Empty>{t('ledger.empty')}</Empty> : <Sheet label={t('nav.ledger')} items={items} idOf={({ row }) => row} columns={columns} />}
          {rows.hasNextPage && <p className="more"><Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>{t('queue.more')}</Button></p>}
        </>
      )}
    </div>
  );
}

const idsOf = async (paper: string): Promise<{ readonly note?: string; readonly request?: string; readonly shipment?: string }> => {
  if (/^DN-/i.test(paper)) return { note: (await getNote(paper)).id };
  if (/^PR-/i.test(paper)) return { request: (await getRequest(paper)).id };
  return { shipment: (await getShipment(paper)).id };
};

/** A further row that puts one right; both stay to be seen. */
function Correct({ row, done, leave }: { row: DispatchLedgerRow; done: () => void; leave: () => void }) {
  const { t } = useTranslation();
  const [qty, setQty] = useState('');
  const [reason, setReason] = useState<CorrectLedgerRowBody['reason']>('miscounted');
  const wrong = !/^[+-]?[1-9]\d{0,5}$/.test(qty);
  const sending = useCommand((body: CorrectLedgerRowBody, key) => correctLedgerRow(row.row, body, key), done);
  return (
    <form className="move" aria-label={t('ledger.correct')} onSubmit={(event) => { event.preventDefault(); if (!wrong && !sending.isPending) sending.mutate({ qty: Number(qty), reason }); }}>
      <h2>{t('ledger.correct.row', { row: row.row })}</h2>
      <p>{row.noteNumber} · <PartName code={row.part} /> × {row.qty}</p>
      <Alert type="info" showIcon title={t('ledger.correct.only')} />
      <Field label={t('ledger.correct.qty')} required hint={t('ledger.correct.hint')} wrong={qty !== '' && wrong ? t('ledger.correct.wrong') : undefined}>{(ids) => <Input {...ids} autoFocus value={qty} maxLength={7} onChange={({ target }) => setQty(target.value.trim())} />}</Field>
      <fieldset className="field">
        <legend>{t('ledger.reason')}</legend>
        <Radio.Group name="reason" value={reason} onChange={({ target }) => setReason(target.value as CorrectLedgerRowBody['reason'])} options={(['miscounted', 'wrong_line'] as const).map((value) => ({ value, label: word('ledger', value) }))} />
      </fieldset>
      {sending.error && <Trouble error={sending.error} />}
      <p className="actions"><Button type="primary" htmlType="submit" disabled={wrong} loading={sending.isPending}>{t('ledger.correct')}</Button><Button onClick={leave}>{t('leave')}</Button></p>
    </form>
  );
}
