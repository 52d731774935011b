import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { onSessionEnded } from './api/api';
import { showSession, signOut, signOutEverywhere } from './api/calls';
import { useKeys } from './parts/keys';
import { KeysHelp } from './parts/keys-help';
import { PersonContext } from './parts/person';
import { useBranchName } from './parts/queries';
import { Loading, Trouble } from './parts/states';
import { SignIn } from './screens/sign-in';
import { currentLanguage, speak } from './texts/texts';
import { word } from './texts/words';
import type { SignedInPerson } from './api/generated/gateway/types.gen';

/** The first thing that is asked: who is here. Without a person there is nothing but the sign-in. */
export function Frame() {
  const { data, error, refetch } = useQuery({ queryKey: ['session'], queryFn: showSession, staleTime: Infinity });
  const [ended, setEnded] = useState(false);
  useEffect(() => onSessionEnded(() => setEnded(true)), []);
  if (error) return <main className="alone"><Trouble error={error} retry={() => void refetch()} /></main>;
  if (data === undefined) return <main className="alone"><Loading /></main>;
  if (data.person === null) return <SignIn />;
  return <PersonContext value={data.person}><Desk person={data.person} ended={ended} /></PersonContext>;
}

function Desk({ person, ended }: { person: SignedInPerson; ended: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // Whoever works with a screen reader is told that another screen has come.
    if (!first.current && !main.current?.contains(document.activeElement)) main.current?.focus();
    first.current = false;
  }, [path]);
  useKeys({
    KeyC: () => void navigate({ to: '/call' }),
    KeyQ: () => void navigate({ to: '/queue' }),
    'Shift+Slash': () => setHelp(true),
  });
  return (
    <>
      <a className="skip" href="#main">{t('skip')}</a>
      <header className="bar">
        <strong>{t('product')}</strong>
        <nav aria-label={t('nav')}>
          {person.may.includes('ticket:open') && <Link to="/call" activeProps={{ 'aria-current': 'page' }}>{t('nav.call')}</Link>}
          {person.may.includes('ticket:read') && <Link to="/queue" activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }}>{t('nav.queue')}</Link>}
        </nav>
        <Button size="small" type="text" onClick={() => setHelp(true)} aria-keyshortcuts="?">{t('keys')}</Button>
        <LanguageSwitch />
        <Who person={person} />
      </header>
      <Connection />
      {ended && <Alert banner type="warning" role="alert" title={t('session.ended')} action={<a className="button" href={`/auth/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`}>{t('sign-in')}</a>} />}
      <main id="main" ref={main} tabIndex={-1}>{person.may.includes('ticket:read') ? <Outlet /> : <NoDesk person={person} />}</main>
      {help && <KeysHelp close={() => setHelp(false)} />}
    </>
  );
}

/** Roles that have no screen here yet are told so, and by whom their rights can be changed. */
const NoDesk = ({ person }: { person: SignedInPerson }) => {
  const { t } = useTranslation();
  return <div className="empty"><h1>{t('no-desk')}</h1><p>{t('no-desk.what', { roles: person.roles.map((role) => word('role', role)).join('、') })}</p></div>;
};

function Who({ person }: { person: SignedInPerson }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const cache = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const branches = person.branches[0] === '*' ? t('branches.all') : person.branches.length > 2 ? t('branches.several', { first: branchName(person.branches[0] ?? ''), count: person.branches.length }) : person.branches.map(branchName).join('、');
  const leave = (how: typeof signOut) => () => void how().then(({ next }) => {
    cache.clear();
    location.assign(next ?? '/?sign-in=out');
  }, setError);
  return (
    <details
      className="who"
      onBlur={({ currentTarget, relatedTarget }) => { if (!currentTarget.contains(relatedTarget)) currentTarget.open = false; }}
      onKeyDown={({ key, currentTarget }) => { if (key === 'Escape') currentTarget.open = false; }}
    >
      <summary><b>{person.name ?? person.code}</b> <span>{person.roles.map((role) => word('role', role)).join('、')} · {branches}</span></summary>
      <div className="menu">
        <p>{person.code}</p>
        <Button block onClick={leave(signOut)}>{t('sign-out')}</Button>
        <Button block onClick={leave(signOutEverywhere)}>{t('sign-out.everywhere')}</Button>
        <a href="/about">{t('about')}</a>
        {error !== null && <Trouble error={error} />}
      </div>
    </details>
  );
}

export function LanguageSwitch() {
  const other = currentLanguage() === 'zh' ? 'en' : 'zh';
  return <Button size="small" type="text" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => speak(other)}>{other === 'en' ? 'English' : '中文'}</Button>;
}

const subscribe = (changed: () => void) => {
  for (const name of ['online', 'offline']) addEventListener(name, changed);
  return () => { for (const name of ['online', 'offline']) removeEventListener(name, changed); };
};

function Connection() {
  const { t } = useTranslation();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return online ? null : <Alert banner type="warning" role="status" title={t('offline')} />;
}
