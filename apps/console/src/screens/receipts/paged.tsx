import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../../parts/sheet';
import { Loading, Stale, Trouble } from '../../parts/states';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

interface Column<T> {
  readonly name: string;
  readonly cell: (item: T) => ReactNode;
  readonly number?: true;
  /** On a card it has a line of its own. */
  readonly wide?: boolean;
}

interface PagedProps<T> {
  /** By what the pages are kept; what the filter says is in it. */
  readonly of: readonly unknown[];
  readonly page: (after: string | undefined) => Promise<Page<T>>;
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly keyOf: (item: T) => string;
  readonly empty: ReactNode;
}

/** A list page by page, in the order of the service; the first column leads to the thing itself. It is read when it is opened: no row moves by itself. */
export function Paged<T>({ of, page, label, columns, keyOf, empty }: PagedProps<T>) {
  const { t } = useTranslation();
  const { data, error, refetch, dataUpdatedAt, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: of, queryFn: ({ pageParam }) => page(pageParam ?? undefined), initialPageParam: null as string | null, getNextPageParam: ({ next }: Page<T>) => next,
  });
  const items = data?.pages.flatMap((one) => one.items);
  if (items === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={8} />;
  return (
    <>
      {error && <Stale at={dataUpdatedAt} error={error} retry={() => void refetch()} />}
      {items.length === 0 ? empty : <Rows {...{ items, label, columns, keyOf }} />}
      {hasNextPage && <p className="more"><Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('queue.more')}</Button></p>}
    </>
  );
}

/** The rows of a list, the same table as everywhere; each leads to the thing itself, unless `leads` says otherwise. */
export const Rows = <T,>({ items, label, columns, keyOf, leads = true }: Pick<PagedProps<T>, 'label' | 'columns' | 'keyOf'> & { items: readonly T[]; leads?: boolean }) =>
  <Sheet label={label} items={items} idOf={keyOf} columns={columns.map(({ name, cell, number, wide }) => ({ head: name, cell, ...(number ? { count: true } : {}), ...(wide ? { wide } : {}) }))} leads={leads} />;
