import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../../parts/person';
import { useBranches } from '../../parts/queries';
import { moment } from '../../texts/time';
import type { Asked } from './calls';

export const monthBefore = (month: string, count: number): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 - count, 1)).toISOString().slice(0, 7);
};
export const thisMonth = (): string => moment(Date.now()).slice(0, 7);

/** Which month and branch the figures are about; nothing chosen is the newest month that has anything, of all one's branches. */
export function Asking({ asked: { month, branch }, ask }: { asked: Asked; ask: (asked: Asked) => void }) {
  const { t } = useTranslation();
  const person = usePerson();
  const branches = useBranches();
  const several = person.branches[0] === '*' || person.branches.length > 1;
  const months = [...new Set([...(month === undefined ? [] : [month]), ...Array.from({ length: 18 }, (_, back) => monthBefore(thisMonth(), back))])].sort().reverse();
  const of = (chosen: string | null | undefined, other: string | undefined): Asked => ({ ...(chosen == null ? {} : { month: chosen }), ...(other === undefined ? {} : { branch: other }) });
  return (
    <>
      <Select aria-label={t('figures.month')} value={month ?? ''} options={[{ value: '', label: t('figures.newest') }, ...months.map((value) => ({ value, label: value }))]} onChange={(value: string) => ask(of(value === '' ? null : value, branch))} />
      {several && <Select className="narrow" aria-label={t('branch')} placeholder={t('branches.all')} allowClear showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false} value={branch ?? null} options={branches.filter(({ kind }) => kind !== 'region').map(({ branchId, name }) => ({ value: branchId, label: name }))} onChange={(value: string | null | undefined) => ask(of(month, value ?? undefined))} />}
    </>
  );
}
