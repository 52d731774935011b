import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findCustomers } from './calls';
import { isWhole } from './is-whole';

/** Who types on has not finished his word. */
const pause = 200;

interface Props {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-required': boolean;
  /** The customer's id. */
  readonly value: string;
  readonly change: (id: string) => void;
}

/** A customer, found by his number, its last digits, his name or its pinyin initials, his code or a device of his. The answer is masked. */
export function CustomerSelect({ value, change, ...ids }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    if (!isWhole(typed)) return;
    const timer = setTimeout(() => setAsked(typed.trim()), pause);
    return () => clearTimeout(timer);
  }, [typed]);
  const { data, error, isFetching } = useQuery({ queryKey: ['customers', asked], queryFn: () => findCustomers(asked), enabled: asked !== '', placeholderData: keepPreviousData, retry: false });
  const options = (data?.items ?? []).map(({ id, name, phone, code }) => ({ value: id, label: `${name} ${phone} · ${code}` }));
  return (
    <Select
      {...ids} allowClear showSearch={{ filterOption: false, onSearch: setTyped }} popupMatchSelectWidth={false} placeholder={t('find.short')} options={options}
      // Who was chosen in an earlier draft is on file without his name here.
      value={value === '' ? null : value} labelRender={({ label }) => label ?? t('find.chosen')}
      notFoundContent={error ? t('trouble.offline') : isFetching ? t('loading') : asked === '' ? t('find.hint') : t('find.none')}
      onChange={(one: string | null | undefined) => change(one ?? '')}
    />
  );
}
