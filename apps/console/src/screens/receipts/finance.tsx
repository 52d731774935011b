import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../../parts/person';
import { useStaff } from '../../parts/queries';
import { showMember } from '../customers/calls';
import { listed } from '../../texts/language';

const skill = 'finance_approval';
/** Who has the right as well. */
const roles = ['supervisor', 'branch_manager', 'hq_analyst'];

/** Whether this person decides for finance; besides the right that takes the skill, and until it is known nothing is offered. */
export function useFinance(): boolean {
  const { code, may } = usePerson();
  const { data } = useQuery({ queryKey: ['member', code], queryFn: () => showMember(code), staleTime: 300_000, enabled: may.includes('staff:read') && may.includes('returns:waive'), meta: { hears: ['directory.staff'] } });
  return data?.skills.includes(skill) === true;
}

/** Who decides instead, as far as this person may know. */
export function FinanceDecides() {
  const { t } = useTranslation();
  const { members } = useStaff();
  const names = members.filter(({ active, role, skills }) => active && roles.includes(role) && skills.includes(skill)).map(({ name }) => name);
  return <span className="quiet">{names.length === 0 ? t('finance.decides') : t('finance.decides.who', { names: listed(names) })}</span>;
}
