import '../../parts/rows.css';
import './imports.css';
import { useQueries } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refused } from '../../api/api';
import { useCommand, wrongIn } from '../../parts/command';
import { Field } from '../../parts/field';
import { useNameOf } from '../../parts/queries';
import { Empty, Loading, Trouble } from '../../parts/states';
import { moment } from '../../texts/time';
import { word } from '../../texts/words';
import { listImports, listKinds, sendTable } from './calls';
import { Headers } from './headers';
import { importServices, type ImportService } from './routes';
import { StateSign } from './state-sign';

/** Brings a table in, and shows what was brought in: of every service that takes tables. */
export function Imports() {
  const { t } = useTranslation();
  useEffect(() => { document.title = `${t('nav.imports')} · ${t('product')}`; }, [t]);
  return (
    <div className="page imports">
      <header><h1>{t('nav.imports')}</h1></header>
      <Send />
      <History />
    </div>
  );
}

/** A kind is named with its service: `directory customers`. */
const nameOf = (service: ImportService, kind: string): string => `${service} ${kind}`;

function Send() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const known = useQueries({ queries: importServices.map((service) => ({ queryKey: ['import-kinds', service], queryFn: () => listKinds(service), staleTime: 3_600_000 })) });
  const kinds = importServices.flatMap((service, at) => (known[at]?.data?.items ?? []).filter(({ yours }) => yours).map((kind) => ({ ...kind, service, name: nameOf(service, kind.kind) })));
  const [file, setFile] = useState<File | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [source, setSource] = useState('sheet');
  const [part, setPart] = useState(0);
  const [explaining, setExplaining] = useState(false);
  const [missing, setMissing] = useState(false);
  // What a file is called often says what it holds; it may be there before the kinds are.
  const guessed = kinds.find(({ kind, columns }) => file?.name.toLowerCase().startsWith(kind) === true && columns.length > 0);
  const name = picked ?? guessed?.name ?? null;
  const chosen = kinds.find((kind) => kind.name === name);
  const unready = chosen === undefined && known.some(({ isPending }) => isPending);
  const sending = useCommand(
    // The same bytes of the same file are the same command.
    (said: { service: ImportService; kind: string; source: string; file: string; size: number; changed: number }, key) => sendTable(said.service, { kind: said.kind, file: said.file, source: said.source }, file ?? new Blob(), key, setPart),
    ({ id }, { service }) => void navigate({ to: '/imports/$service/$id', params: { service, id } }),
  );
  const send = (): void => {
    setMissing(file === null || chosen === undefined);
    if (file === null || chosen === undefined || sending.isPending) return;
    setPart(0);
    sending.mutate({ service: chosen.service, kind: chosen.kind, source, file: file.name, size: file.size, changed: file.lastModified });
  };
  const take = (taken: File | null): void => {
    setFile(taken);
    sending.reset();
  };
  const unknownHeader = sending.error instanceof Refused && sending.error.code === 'table.header-unknown';
  const wrong = (name: string): string | undefined => wrongIn(sending.error, name);
  return (
    <section aria-labelledby="send">
      <h2 id="send">{t('imports.new')}</h2>
      <p className="quiet">{t('imports.what')}</p>
      <form noValidate onSubmit={(event) => { event.preventDefault(); send(); }}>
        <div className="three">
          <Field label={t('imports.file')} required hint={t('imports.file.hint')} wrong={missing && file === null ? t('field.missing') : wrong('file')}>
            {(ids) => <input {...ids} type="file" accept=".csv,.xlsx,text/csv" onChange={({ target }) => take(target.files?.[0] ?? null)} />}
          </Field>
          <Field label={t('imports.kind')} required hint={t('imports.kind.hint')} wrong={missing && chosen === undefined ? t('field.missing') : wrong('kind')}>
            {(ids) => <Select {...ids} showSearch={{ optionFilterProp: 'label' }} value={name} loading={known.some(({ isPending }) => isPending)} options={importServices.map((service) => ({ label: t(`import-service.${service}`), options: kinds.filter((kind) => kind.service === service).map((kind) => ({ value: kind.name, label: word('import-kind', kind.kind) })) })).filter(({ options }) => options.length > 0)} onChange={(value: string) => { setPicked(value); sending.reset(); }} />}
          </Field>
          <Field label={t('imports.source')} required hint={t('imports.source.hint')} wrong={wrong('source')}>{(ids) => <Input {...ids} maxLength={32} value={source} onChange={({ target }) => setSource(target.value)} />}</Field>
        </div>
        {known.map(({ error, refetch }, at) => error && <Trouble key={importServices[at]} error={error} title={t('imports.away', { service: word('import-service', importServices[at] ?? '') })} retry={() => void refetch()} />)}
        {sending.isPending && <p role="status"><progress max={1} value={part < 1 ? part : undefined} aria-label={t('imports.new')} /> {part < 1 ? t('imports.sending', { part: Math.round(part * 100) }) : t('imports.judging')}</p>}
        {sending.error && <Trouble error={sending.error} />}
        <p className="actions">
          <Button type="primary" htmlType="submit" disabled={unready} loading={sending.isPending}>{t('imports.check')}</Button>
          {chosen && <Button aria-expanded={explaining || unknownHeader} onClick={() => setExplaining(!explaining)}>{t('imports.columns')}</Button>}
        </p>
      </form>
      {chosen && (explaining || unknownHeader) && <Headers key={chosen.name + source} service={chosen.service} kind={chosen} source={source} saved={() => { setExplaining(false); sending.reset(); if (file !== null) send(); }} />}
    </section>
  );
}

function History() {
  const { t } = useTranslation();
  const personOf = useNameOf();
  const lists = useQueries({ queries: importServices.map((service) => ({ queryKey: ['imports', service], queryFn: () => listImports(service) })) });
  const items = importServices.flatMap((service, at) => (lists[at]?.data?.items ?? []).map((item) => ({ ...item, service }))).sort((a, b) => b.madeAt.localeCompare(a.madeAt));
  const waiting = lists.every(({ isPending }) => isPending);
  return (
    <section aria-labelledby="history">
      <h2 id="history">{t('imports.history')}</h2>
      {lists.map(({ error, refetch }, at) => error && <Alert key={importServices[at]} type="warning" showIcon role="status" title={t('imports.away', { service: word('import-service', importServices[at] ?? '') })} action={<Button size="small" onClick={() => void refetch()}>{t('trouble.retry')}</Button>} />)}
      {waiting ? <Loading rows={4} /> : items.length === 0 ? <Empty>{t('imports.empty')}</Empty> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('imports.file')}</th><th scope="col">{t('imports.kind')}</th><th scope="col">{t('row.verdict')}</th><th scope="col" className="figure">{t('import.accepted')}</th><th scope="col" className="figure">{t('import.rejected')}</th><th scope="col">{t('opened')}</th></tr></thead>
          <tbody>{items.map(({ id, service, file, kind, source, state, accepted, rejected, madeBy, madeAt }) => (
            <tr key={id}>
              <th scope="row"><Link to="/imports/$service/$id" params={{ service, id }}>{file}</Link></th>
              <td data-name={t('imports.kind')}>{word('import-kind', kind)} <span className="quiet">{source}</span></td>
              <td data-name={t('row.verdict')}><StateSign state={state} /></td>
              <td data-name={t('import.accepted')} className="figure">{accepted}</td>
              <td data-name={t('import.rejected')} className="figure">{rejected > 0 ? <span className="sign bad"><span aria-hidden>✕ </span>{rejected}</span> : 0}</td>
              <td data-name={t('opened')}>{personOf(madeBy)} <span className="quiet number">{moment(madeAt)}</span></td>
            </tr>
          ))}</tbody>
        </table>
      )}
      {lists.some(({ data }) => data?.next != null) && <p className="quiet">{t('imports.more')}</p>}
    </section>
  );
}
