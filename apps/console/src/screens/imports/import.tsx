import '../../parts/rows.css';
import './imports.css';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Radio } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedImportRow, ListedImportRows, ShownImport } from '../../api/generated/directory/types.gen';
import { useNameOf } from '../../parts/queries';
import { Empty, Loading, Stale, Trouble } from '../../parts/states';
import { currentLanguage } from '../../texts/language';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { applyImport, errorsOf, listImportRows, listKinds, showColumns, showImport } from './calls';
import { importRoute, importServices, rowsShown, type ImportService } from './routes';
import { StateSign } from './state-sign';
import { columnName } from './headers';

const often = 1_000;
/** So long without a step forward, and the service is asked again: it goes on at once, or says why it cannot. */
const patience = 10_000;

/** A file that was judged: what it came to, row by row, and how far it is on file. What runs goes on by itself, whoever looks. */
export function Import() {
  const { t } = useTranslation();
  const { service: named, id } = importRoute.useParams();
  const service = importServices.find((one) => one === named);
  if (service === undefined) return <Empty action={<Link to="/imports">{t('nav.imports')}</Link>}>{t('not-there')}</Empty>;
  return <Shown key={id} service={service} id={id} />;
}

function Shown({ service, id }: { service: ImportService; id: string }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const nameOf = useNameOf();
  const key = ['import', service, id];
  const { data, error, dataUpdatedAt, refetch } = useQuery({ queryKey: key, queryFn: () => showImport(service, id), refetchInterval: ({ state }) => (state.data?.state === 'applying' ? often : false) });
  const applying = useMutation({ mutationFn: () => applyImport(service, id), onSuccess: (answer) => { cache.setQueryData(key, answer); void cache.invalidateQueries({ queryKey: ['imports'] }); } });
  const moved = useRef({ applied: -1, at: 0 });
  useEffect(() => {
    if (data?.state !== 'applying') return;
    if (moved.current.applied !== data.applied) moved.current = { applied: data.applied, at: Date.now() };
    else if (Date.now() - moved.current.at > patience && !applying.isPending) {
      moved.current = { applied: data.applied, at: Date.now() };
      applying.mutate();
    }
  }, [data, dataUpdatedAt]);
  useEffect(() => { document.title = `${data?.file ?? t('nav.imports')} · ${t('product')}`; }, [data?.file, t]);
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  const { file, kind, state, sent, accepted, applied, changed, madeBy, madeAt, encoding, sheet } = data;
  return (
    <article className="page imports">
      <header>
        <h1>{file} <span className="quiet">{word('import-kind', kind)}</span></h1>
        <StateSign state={state} />
      </header>
      <p className="quiet">{t('import.by', { who: nameOf(madeBy), at: moment(madeAt) })}{encoding && ` · ${encoding}`}{sheet && ` · ${sheet}`}{sent > 1 && ` · ${t('import.sent', { count: sent })}`}</p>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      <Counts shown={data} />
      <div role="status">
        {state === 'applying' && <p><progress max={accepted} value={applied} aria-label={t('import-state.applying')} /> {t('import.progress', { applied, accepted })}</p>}
        {state === 'applied' && <p className="said">{t('import.done', { applied, changed, known: applied - changed })}</p>}
      </div>
      {applying.error && <Trouble error={applying.error} />}
      <Next service={service} shown={data} apply={() => applying.mutate()} busy={applying.isPending} />
      <Rows service={service} shown={data} />
    </article>
  );
}

function Counts({ shown }: { shown: ShownImport }) {
  const { t } = useTranslation();
  const counts = [['import.read', shown.rowsRead, ''], ['import.accepted', shown.accepted, 'good'], ['import.rejected', shown.rejected, shown.rejected > 0 ? 'bad' : ''], ['import.merged', shown.merged, ''], ['import.proposed', shown.proposed, shown.proposed > 0 ? 'warn' : '']] as const;
  return <dl className="counts">{counts.map(([text, count, kind]) => <div key={text} className={kind}><dt>{t(text)}</dt><dd>{count}</dd></div>)}</dl>;
}

/** What can be done now: exactly one thing is first. */
function Next({ service, shown: { id, kind, state, accepted, rejected }, apply, busy }: { service: ImportService; shown: ShownImport; apply: () => void; busy: boolean }) {
  const { t } = useTranslation();
  const kinds = useQuery({ queryKey: ['import-kinds', service], queryFn: () => listKinds(service), staleTime: 3_600_000 });
  const together = kinds.data?.items.find((one) => one.kind === kind)?.together === true;
  const stopped = state === 'judged' && together && rejected > 0;
  return (
    <>
      {stopped && <p className="quiet">{t('import.together', { count: rejected })}</p>}
      {state === 'judged' && accepted === 0 && <p className="quiet">{t('import.apply.none')}</p>}
      <p className="actions">
        {state === 'judged' && accepted > 0 && !stopped && <Button type="primary" loading={busy} onClick={apply}>{t('import.apply', { count: accepted })}</Button>}
        {rejected > 0 && <a className="button plain" href={errorsOf(service, id)} download>{t('import.errors')}</a>}
        <Link to="/imports">{t(rejected > 0 ? 'import.again' : 'nav.imports')}</Link>
      </p>
    </>
  );
}

function Rows({ service, shown }: { service: ImportService; shown: ShownImport }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: importRoute.fullPath });
  const { show = shown.rejected > 0 ? 'rejected' : 'all' } = importRoute.useSearch();
  const rows = useInfiniteQuery({
    queryKey: ['import-rows', service, shown.id, show, shown.sent],
    queryFn: ({ pageParam }) => listImportRows(service, shown.id, { limit: 100, after: pageParam, ...(show === 'all' ? {} : { verdict: show }) }),
    initialPageParam: 0,
    getNextPageParam: ({ next }: ListedImportRows) => next,
    staleTime: Infinity,
  });
  const kinds = useQuery({ queryKey: ['import-kinds', service], queryFn: () => listKinds(service), staleTime: 3_600_000 });
  const remembered = useQuery({ queryKey: ['import-columns', service, shown.kind, shown.source], queryFn: () => showColumns(service, shown.kind, shown.source) });
  const columns = kinds.data?.items.find(({ kind }) => kind === shown.kind)?.columns ?? [];
  const header = rows.data?.pages[0]?.header ?? [];
  const items = rows.data?.pages.flatMap((page) => page.items);
  /** The field that stands under each header, where that can be said from here; it marks the cell that is wrong. */
  const fields = header.map((written) => String(remembered.data?.columns[written] ?? columns.find(({ field, headers }) => [field, ...headers].includes(written.replace(/[*\s]/g, '')))?.field ?? ''));
  const nameOfField = (field: string): string => { const column = columns.find((one) => one.field === field); return column ? columnName(column) : field; };
  return (
    <section aria-labelledby="rows">
      <h2 id="rows">{t('import.rows', { count: shown.rowsRead })}</h2>
      <Radio.Group name="show" aria-label={t('import.show')} value={show} onChange={({ target }) => void navigate({ search: { show: target.value as typeof show }, replace: true })} options={(['all', ...rowsShown] as const).map((value) => ({ value, label: word('show-rows', value) }))} />
      {items === undefined ? (rows.error ? <Trouble error={rows.error} retry={() => void rows.refetch()} /> : <Loading rows={6} />) : header.length === 0 ? <Empty>{t('import.forgotten')}</Empty> : items.length === 0 ? <Empty>{t('import.no-rows')}</Empty> : (
        <div className="wide-table" role="region" aria-labelledby="rows" tabIndex={0}>
          <table className="rows">
            <thead><tr><th scope="col" className="figure">{t('row.number')}</th><th scope="col">{t('row.verdict')}</th><th scope="col">{t('row.why')}</th>{header.map((written, at) => <th key={at} scope="col">{written}</th>)}</tr></thead>
            <tbody>{items.map((item) => (
              <tr key={item.row}>
                <th scope="row" className="figure">{item.row}</th>
                <td data-name={t('row.verdict')}><VerdictSign verdict={item.verdict} warned={item.warnings.length > 0} /></td>
                <td data-name={t('row.why')} className="wide"><Why item={item} nameOfField={nameOfField} /></td>
                {header.map((written, at) => <td key={at} data-name={written} className={item.field !== null && item.field !== '' && fields[at] === item.field ? 'wrong-cell' : undefined}>{item.cells[at] ?? ''}</td>)}
              </tr>
            ))}</tbody>
          </table>
        </div>
      )}
      {rows.hasNextPage && <p className="more"><Button loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>{t('import.more')}</Button></p>}
    </section>
  );
}

const VerdictSign = ({ verdict, warned }: { verdict: ListedImportRow['verdict']; warned: boolean }) => {
  const [kind, sign] = verdict === 'rejected' ? (['bad', '✕'] as const) : verdict === 'merged' ? (['', '⇥'] as const) : warned ? (['warn', '!'] as const) : (['good', '✓'] as const);
  return <span className={`sign ${kind}`}><span aria-hidden>{sign} </span>{word('row-verdict', verdict)}</span>;
};

function Why({ item: { words, field, intoRow, proposedWith, warnings }, nameOfField }: { item: ListedImportRow; nameOfField: (field: string) => string }) {
  const { t } = useTranslation();
  const said = [
    ...(words === null ? [] : [[field === null || field === '' ? '' : nameOfField(field), oneOf(words)].filter((part) => part !== '').join(t('colon'))]),
    ...(intoRow === null ? [] : [t('row.into', { row: intoRow })]),
    ...(proposedWith === null ? [] : [t('row.proposed', { row: proposedWith })]),
    ...warnings.filter(({ code }) => code !== 'MERGE_PROPOSED').map((warning) => `${nameOfField(warning.field)}${t('colon')}${word('row-warning', warning.code)}`),
  ];
  return <>{said.join(currentLanguage() === 'en' ? '; ' : '；')}</>;
}

/** Of words in both languages, `中文 · English`, the reader's. */
const oneOf = (words: string): string => words.split(' · ')[currentLanguage() === 'en' ? 1 : 0] ?? words;
