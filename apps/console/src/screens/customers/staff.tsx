import '../../parts/rows.css';
import './customers.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedMember } from '../../api/generated/directory/types.gen';
import { usePerson } from '../../parts/person';
import { useBranchName, useBranches, useNameOf, useStaff } from '../../parts/queries';
import { Empty, Loading, Trouble } from '../../parts/states';
import { listed } from '../../texts/language';
import { word } from '../../texts/words';
import { showMember } from './calls';
import { MemberForm, RelativesForm } from './member-form';
import { memberRoute, staffRoute } from './routes';

/** Whether somebody can be given work now: sign, word and colour say the same. */
const Standing = ({ active, signedIn }: Pick<ListedMember, 'active' | 'signedIn'>) => {
  const { t } = useTranslation();
  const [kind, sign, text] = !active ? (['', '✕', 'staff.left'] as const) : signedIn ? (['good', '●', 'staff.at-work'] as const) : (['', '○', 'staff.away'] as const);
  return <span className={`sign ${kind}`}><span aria-hidden>{sign} </span>{t(text)}</span>;
};

/** Who works in one's own branches, what he can do, and who is there. */
export function Staff() {
  const { t } = useTranslation();
  const person = usePerson();
  const navigate = useNavigate({ from: staffRoute.fullPath });
  const { branch } = staffRoute.useSearch();
  const branchName = useBranchName();
  const branches = useBranches();
  const { members, error, refetch, isPending } = useStaff(branch);
  const nameOf = useNameOf();
  const [text, setText] = useState('');
  const [most, setMost] = useState(100);
  const [registering, setRegistering] = useState(false);
  const wanted = text.trim().toLowerCase();
  const shown = members.filter(({ staffId, name, role, skills }) => [staffId, name, word('role', role), ...skills].some((one) => one.toLowerCase().includes(wanted)));
  useEffect(() => { document.title = `${t('nav.staff')} · ${t('product')}`; }, [t]);
  const several = person.branches[0] === '*' || person.branches.length > 1;
  return (
    <div className="page">
      <header>
        <h1>{t('nav.staff')}</h1>
        {person.may.includes('staff:change') && <Button aria-expanded={registering} onClick={() => setRegistering(!registering)}>{t('staff.register')}</Button>}
        {several && <Select className="narrow" aria-label={t('branch')} placeholder={t('branch')} allowClear popupMatchSelectWidth={false} value={branch ?? null} options={branches.map(({ branchId, name }) => ({ value: branchId, label: name }))} onChange={(one: string | null | undefined) => void navigate({ search: one == null ? {} : { branch: one }, replace: true })} />}
        <Input type="search" className="narrow" aria-label={t('register.filter')} placeholder={t('register.filter')} value={text} onChange={({ target }) => setText(target.value)} />
        <span role="status" className="quiet">{!isPending && t('register.count', { count: shown.length })}</span>
      </header>
      {registering && <MemberForm done={(id) => void refetch().then(() => navigate({ to: '/staff/$id', params: { id } }))} leave={() => setRegistering(false)} />}
      {isPending ? <Loading rows={8} /> : error && members.length === 0 ? null : shown.length === 0 ? <Empty>{t('register.none')}</Empty> : (
        <table className="rows">
          <thead><tr><th scope="col">{t('name')}</th><th scope="col">{t('staff.code')}</th><th scope="col">{t('staff.role')}</th><th scope="col">{t('staff.standing')}</th><th scope="col">{t('staff.skills')}</th><th scope="col">{t('staff.manager')}</th>{several && <th scope="col">{t('branch')}</th>}</tr></thead>
          <tbody>{shown.slice(0, most).map(({ staffId: id, name, role, active, signedIn, skills, managerId, branchId }) => (
            <tr key={id}>
              <th scope="row"><Link to="/staff/$id" params={{ id }}>{name}</Link></th>
              <td data-name={t('staff.code')} className="number">{id}</td>
              <td data-name={t('staff.role')}>{word('role', role)}</td>
              <td data-name={t('staff.standing')}><Standing active={active} signedIn={signedIn} /></td>
              <td data-name={t('staff.skills')}>{listed(skills.map((skill) => word('skill', skill))) || t('none')}</td>
              <td data-name={t('staff.manager')}>{managerId === null ? t('none') : nameOf(managerId)}</td>
              {several && <td data-name={t('branch')}>{branchName(branchId)}</td>}
            </tr>
          ))}</tbody>
        </table>
      )}
      {shown.length > most && <p className="more"><Button onClick={() => setMost(most + 100)}>{t('queue.more')}</Button></p>}
    </div>
  );
}

/** One of them. */
export function Member() {
  const { t } = useTranslation();
  const { id } = memberRoute.useParams();
  const branchName = useBranchName();
  const person = usePerson();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery({ queryKey: ['member', id], queryFn: () => showMember(id) });
  const { members } = useStaff();
  const nameOf = useNameOf();
  const [doing, setDoing] = useState<'change' | 'relatives' | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const done = (): void => {
    setDoing(null);
    setSaid(t('customer.saved'));
    for (const kind of ['member', 'staff']) void cache.invalidateQueries({ queryKey: [kind] });
  };
  const mayChange = person.may.includes('staff:change') && id !== person.code;
  // Everybody for himself, and his manager.
  const mayDeclare = person.may.includes('staff:sign') && data?.relatives != null && (id === person.code || data.managerId === person.code);
  useEffect(() => { document.title = `${data?.name ?? id} · ${t('product')}`; }, [data, id, t]);
  if (data === undefined) return error ? <Trouble error={error} retry={() => void refetch()} /> : <Loading rows={6} />;
  return (
    <article className="page">
      <header><h1>{data.name} <span className="quiet number">{data.staffId}</span></h1><Standing active={data.active} signedIn={data.signedIn} />
        {mayChange && <Button aria-expanded={doing === 'change'} onClick={() => setDoing(doing === 'change' ? null : 'change')}>{t('staff.change')}</Button>}
        {mayDeclare && <Button aria-expanded={doing === 'relatives'} onClick={() => setDoing(doing === 'relatives' ? null : 'relatives')}>{t('staff.declare')}</Button>}
      </header>
      <p role="status" className="said">{said}</p>
      {doing === 'change' && <MemberForm key={data.staffId} member={data} clashed={() => void refetch()} done={done} leave={() => setDoing(null)} />}
      {doing === 'relatives' && <RelativesForm member={data} clashed={() => void refetch()} done={done} leave={() => setDoing(null)} />}
      <section>
        <dl className="wide">
          <div><dt>{t('staff.role')}</dt><dd>{word('role', data.role)}</dd></div>
          <div><dt>{t('branch')}</dt><dd>{branchName(data.branchId)}</dd></div>
          <div><dt>{t('phone')}</dt><dd className="number">{data.phone}</dd></div>
          <div><dt>{t('staff.manager')}</dt><dd>{data.managerId === null ? t('none') : members.some(({ staffId }) => staffId === data.managerId) ? <Link to="/staff/$id" params={{ id: data.managerId }}>{nameOf(data.managerId)}</Link> : nameOf(data.managerId)}</dd></div>
          <div><dt>{t('staff.skills')}</dt><dd>{listed(data.skills.map((skill) => word('skill', skill))) || t('none')}</dd></div>
          {person.may.includes('ticket:read') && <div><dt>{t('nav.queue')}</dt><dd><Link to="/queue" search={{ owner: data.staffId }}>{t('staff.owns')}</Link></dd></div>}
          <div><dt>{t('staff.joined')}</dt><dd>{data.joinedOn ?? t('none')}</dd></div>
          <div><dt>{t('staff.relatives')}</dt><dd>{data.relatives === null ? <span className="quiet">{t('staff.relatives-hidden')}</span> : listed(data.relatives) || t('none')}</dd></div>
        </dl>
      </section>
    </article>
  );
}
