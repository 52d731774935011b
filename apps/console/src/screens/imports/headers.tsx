import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedKind } from '../../api/generated/directory/types.gen';
import { useCommand } from '../../parts/command';
import { Field } from '../../parts/field';
import { Loading, Trouble } from '../../parts/states';
import { currentLanguage, listed } from '../../texts/language';
import { rememberColumns, showColumns } from './calls';
import type { ImportService } from './routes';

/** How a column is called: by its usual header in Chinese, by its field in English. */
export const columnName = ({ field, headers }: ListedKind['columns'][number]): string => (currentLanguage() === 'en' ? field : (headers[0] ?? field));

/** Which header of this source's sheets stands for which column. What is remembered is shown, and replaced as a whole. */
export function Headers({ service, kind: { kind, columns }, source, saved }: { service: ImportService; kind: ListedKind; source: string; saved: () => void }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const remembered = useQuery({ queryKey: ['import-columns', service, kind, source], queryFn: () => showColumns(service, kind, source) });
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const before = Object.fromEntries(Object.entries(remembered.data?.columns ?? {}).map(([header, field]) => [String(field), header]));
  const saving = useCommand((said: Readonly<Record<string, string>>, key) => rememberColumns(service, { kind, source, columns: said }, key), () => {
    void cache.invalidateQueries({ queryKey: ['import-columns', service, kind, source] });
    saved();
  });
  const save = (): void => saving.mutate(Object.fromEntries(columns.flatMap(({ field }) => {
    const header = (written[field] ?? before[field] ?? '').trim();
    return header === '' ? [] : [[header, field]];
  })));
  return (
    <form className="move" aria-label={t('imports.columns')} noValidate onSubmit={(event) => { event.preventDefault(); if (!saving.isPending) save(); }}>
      <h2>{t('imports.columns')}</h2>
      <p className="quiet">{t('imports.columns.what')}</p>
      {remembered.error ? <Trouble error={remembered.error} retry={() => void remembered.refetch()} /> : remembered.data === undefined ? <Loading rows={3} /> : (
        <div className="headers">
          {columns.map((column) => (
            <Field key={column.field} label={columnName(column)} required={column.mandatory} hint={t('imports.columns.known', { headers: listed([...column.headers, column.field]) })}>
              {(ids) => <Input {...ids} maxLength={100} autoComplete="off" value={written[column.field] ?? before[column.field] ?? ''} onChange={({ target }) => setWritten({ ...written, [column.field]: target.value })} />}
            </Field>
          ))}
        </div>
      )}
      {saving.error && <Trouble error={saving.error} />}
      <p className="actions"><Button type="primary" htmlType="submit" loading={saving.isPending} disabled={remembered.data === undefined}>{t('imports.columns.save')}</Button></p>
    </form>
  );
}
