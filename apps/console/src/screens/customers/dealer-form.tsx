import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangeDealerBody, RegisterDealerBody, ShownDealer } from '../../api/generated/directory/types.gen';
import { usePerson } from '../../parts/person';
import { useBranches, useStaff } from '../../parts/queries';
import { word } from '../../texts/words';
import { CommandForm, type FormField } from '../receipts/command-form';
import { changeDealer, registerDealer } from './calls';
import { amountOf, differing, worksInSeveral } from './differing';

const roles = ['dealer', 'service_station'] as const satisfies readonly ShownDealer['role'][];
const names = ['name', 'role', 'phone', 'contactName', 'address', 'territory', 'parentDealerCode', 'keyAccount', 'representativeId', 'creditLimit', 'joinedOn', 'remark'] as const;
type Name = (typeof names)[number];

interface Props {
  /** Whose record is changed; without one a new dealer is registered. */
  readonly dealer?: ShownDealer;
  readonly done: (code: string) => void;
  readonly leave: () => void;
  readonly clashed?: () => void;
}

/** A dealer or service station, new or as he is on file: of the latter only what differs from what the form began with is sent. */
export function DealerForm({ dealer, done, leave, clashed }: Props) {
  const { t } = useTranslation();
  const person = usePerson();
  const began = useRef(dealer).current;
  const branches = useBranches();
  const { members } = useStaff(dealer?.branchId);
  const before: Readonly<Record<string, string>> = began === undefined ? { role: 'dealer' } : Object.fromEntries(names.map((name) => [name, began[name] === true ? 'yes' : began[name] === false ? '' : (began[name] ?? '')]));
  const fields = (): Readonly<Record<string, FormField>> => ({
    ...(began === undefined ? { dealerCode: { label: t('dealer.code'), as: 'line', hint: t('dealer.code.hint') } } : {}),
    ...(began === undefined && worksInSeveral(person) ? { branchId: { label: t('branch'), as: { choose: branches.filter(({ kind }) => kind !== 'region').map(({ branchId, name }) => ({ value: branchId, label: name })) } } } : {}),
    name: { label: t('dealer.name'), as: 'line' },
    role: { label: t('dealer.role'), as: roles.map((value) => ({ value, label: word('dealer-role', value) })) },
    phone: { label: t('phone'), as: 'line' },
    contactName: { label: t('dealer.contact'), as: 'line', optional: true },
    address: { label: t('address'), as: 'line', optional: true },
    territory: { label: t('dealer.territory'), as: 'line', optional: true },
    parentDealerCode: { label: t('dealer.parent'), as: 'line', optional: true, hint: t('dealer.code.hint') },
    keyAccount: { label: t('dealer.key'), as: 'yes', optional: true },
    representativeId: { label: t('dealer.representative'), as: { choose: members.filter(({ active }) => active).map(({ staffId, name, role }) => ({ value: staffId, label: `${name} · ${word('role', role)} · ${staffId}` })) }, optional: true, hint: t('dealer.representative.hint') },
    creditLimit: { label: t('dealer.credit'), as: 'amount', optional: true, hint: t('dealer.credit.hint') },
    joinedOn: { label: t('dealer.joined'), as: 'day', optional: true },
    remark: { label: t('dealer.remark'), as: 'text', optional: true },
  });
  return (
    <CommandForm
      name={began === undefined ? 'dealer.new' : `dealer.${began.dealerCode}.${began.version}`} title={t(began === undefined ? 'dealer.register' : 'dealer.change')} {...(began === undefined ? {} : { submit: t('customer.save') })} initial={before} fields={fields} leave={leave} {...(clashed ? { clashed } : {})}
      send={({ dealerCode = '', branchId, ...said }, key) => {
        const after = { ...said, ...(said['creditLimit'] === undefined ? {} : { creditLimit: amountOf(said['creditLimit']) }) };
        const body = differing<Name>(names, before, after, { flags: ['keyAccount'] });
        return began === undefined || dealer === undefined ? registerDealer({ dealerCode: dealerCode.toUpperCase(), ...(branchId === undefined ? {} : { branchId }), role: 'dealer', ...body } as unknown as RegisterDealerBody, key) : changeDealer(began.dealerCode, body as ChangeDealerBody, key, dealer.version);
      }}
      sent={({ dealerCode }) => done(dealerCode)}
    />
  );
}
