import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChangeMemberBody, RegisterMemberBody, ShownMember } from '../../api/generated/directory/types.gen';
import { usePerson } from '../../parts/person';
import { useBranches, useStaff } from '../../parts/queries';
import { word } from '../../texts/words';
import { CommandForm, type FormField } from '../receipts/command-form';
import { changeMember, declareRelatives, registerMember } from './calls';
import { differing, worksInSeveral } from './differing';

const branchRoles = ['clerk', 'storekeeper', 'technician', 'supervisor', 'branch_manager'] as const satisfies readonly RegisterMemberBody['role'][];
const houseRoles = ['hq_analyst', 'auditor', 'admin', 'integrator'] as const satisfies readonly RegisterMemberBody['role'][];
const names = ['name', 'phone', 'role', 'managerId', 'skills', 'joinedOn', 'active'] as const;
type Name = (typeof names)[number];
/** Several words in one box, however they are parted. */
const apart = (text: string): string[] => text.split(/[\s,，、;；|]+/).filter((one) => one !== '');

interface Props {
  readonly done: (id: string) => void;
  readonly leave: () => void;
  readonly clashed?: () => void;
}

/** Somebody who works here, new or as he is on file: of the latter only what differs from what the form began with is sent. */
export function MemberForm({ member, done, leave, clashed }: Props & { readonly member?: ShownMember }) {
  const { t } = useTranslation();
  const person = usePerson();
  const everywhere = person.branches[0] === '*';
  const began = useRef(member).current;
  const branches = useBranches();
  const { members } = useStaff();
  const before: Readonly<Record<string, string>> = began === undefined ? {} : { name: began.name, phone: began.phone, role: began.role, managerId: began.managerId ?? '', skills: began.skills.join(' '), joinedOn: began.joinedOn ?? '', active: began.active ? 'yes' : '' };
  const roles = [...branchRoles, ...(everywhere ? houseRoles : [])];
  const fields = (): Readonly<Record<string, FormField>> => ({
    ...(began === undefined ? { staffId: { label: t('staff.code'), as: 'line', hint: t('staff.code.hint') } } : {}),
    ...(began === undefined && worksInSeveral(person) ? { branchId: { label: t('branch'), as: { choose: branches.map(({ branchId, name }) => ({ value: branchId, label: name })) } } } : {}),
    name: { label: t('name'), as: 'line' },
    phone: { label: t('phone'), as: 'line' },
    role: { label: t('staff.role'), as: { choose: roles.map((value) => ({ value, label: word('role', value) })) } },
    managerId: { label: t('staff.manager'), as: { choose: members.filter(({ active, staffId }) => active && staffId !== began?.staffId).map(({ staffId, name, role }) => ({ value: staffId, label: `${name} · ${word('role', role)} · ${staffId}` })) }, optional: true },
    skills: { label: t('staff.skills'), as: 'line', optional: true, hint: t('staff.skills.hint') },
    joinedOn: { label: t('staff.joined'), as: 'day', optional: true },
    ...(began === undefined ? {} : { active: { label: t('staff.active'), as: 'yes', optional: true, hint: t('staff.active.hint') } }),
  });
  return (
    <CommandForm
      name={began === undefined ? 'member.new' : `member.${began.staffId}.${began.version}`} title={t(began === undefined ? 'staff.register' : 'staff.change')} {...(began === undefined ? {} : { submit: t('customer.save') })} initial={before} fields={fields} leave={leave} {...(clashed ? { clashed } : {})}
      send={({ staffId = '', branchId, ...said }, key) => {
        const skills = apart(said['skills'] ?? '');
        const body = { ...differing<Name>(names.filter((name) => name !== 'skills'), before, said, { flags: ['active'] }), ...(skills.join(' ') === (before['skills'] ?? '') ? {} : { skills }) };
        return began === undefined || member === undefined ? registerMember({ staffId: staffId.toUpperCase(), ...(branchId === undefined ? {} : { branchId }), ...body } as unknown as RegisterMemberBody, key) : changeMember(began.staffId, body as ChangeMemberBody, key, member.version);
      }}
      sent={({ staffId }) => done(staffId)}
    />
  );
}

/** Whom somebody must not decide about: the whole list, one a line. By himself he only adds. */
export function RelativesForm({ member, done, leave, clashed }: Props & { readonly member: ShownMember }) {
  const { t } = useTranslation();
  return (
    <CommandForm
      name={`member.${member.staffId}.relatives.${member.version}`} title={t('staff.declare')} submit={t('customer.save')} initial={{ relatives: (member.relatives ?? []).join('\n') }} leave={leave} {...(clashed ? { clashed } : {})}
      fields={() => ({ relatives: { label: t('staff.relatives'), as: 'text', optional: true, hint: t('staff.relatives.hint') } })}
      send={({ relatives = '' }, key) => declareRelatives(member.staffId, apart(relatives), key, member.version)} sent={({ staffId }) => done(staffId)}
    />
  );
}
