import { useQuery, useQueryClient, type Query } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useRouterState } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { lazy, Suspense, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { onSessionEnded } from './api/api';
import { signOut, signOutEverywhere } from './api/calls';
import { everywhere, navFor } from './nav';
import { clockOf } from './parts/clock';
import { forgetHere } from './parts/here';
import { useKeys } from './parts/keys';
import { KeysHelp } from './parts/keys-help';
import { live, useLostSince } from './parts/live';
import { PersonContext } from './parts/person';
import { useBranchName } from './parts/queries';
import { session } from './parts/session';
import { Empty, Loading, Trouble } from './parts/states';
import { Unread } from './screens/notices/unread';
import { SignIn } from './screens/sign-in';
import { currentLanguage, listed, speak } from './texts/language';
import { word } from './texts/words';
import type { SignedInPerson } from './api/generated/gateway/types.gen';

/** Its field is most of what it weighs; nobody waits for it who does not search. */
const Palette = lazy(() => import('./parts/palette').then((module) => ({ default: module.Palette })));

/** The first thing that is asked: who is here. Without a person there is nothing but the sign-in. */
export function Frame() {
  const { data, error, refetch } = useQuery(session);
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
  const groups = navFor(person.may);
  const mine = groups.flatMap(({ entries }) => entries);
  const [help, setHelp] = useState(false);
  const [menu, setMenu] = useState(false);
  const [palette, setPalette] = useState(false);
  const cache = useQueryClient();
  useEffect(() => live.start(cache), [cache]);
  const other = currentLanguage() === 'zh' ? 'en' : 'zh';
  const actions = [{ name: t('keys'), act: () => setHelp(true) }, { name: other === 'en' ? 'English' : '中文', act: () => void speak(other) }];
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // Whoever signs in where somebody else has worked may come to a screen that is not his.
  const closed = everywhere.find(({ to, may }) => to === path && !person.may.includes(may));
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // Whoever works with a screen reader is told that another screen has come.
    if (!first.current && !main.current?.contains(document.activeElement)) main.current?.focus();
    first.current = false;
  }, [path]);
  useKeys({
    ...Object.fromEntries(mine.flatMap(({ to, key }) => (key === undefined ? [] : [[key, () => void navigate({ to })]]))),
    'Shift+Slash': () => setHelp(true),
    Slash: { does: 'palette', act: () => setPalette(true) },
    'Ctrl+KeyK': () => setPalette(true),
  });
  return (
    <>
      <a className="skip" href="#main">{t('skip')}</a>
      <header className="bar">
        <strong>{t('product')}</strong>
        <Button className="open-menu" size="small" aria-expanded={menu} aria-controls="nav" onClick={() => setMenu(!menu)}>{t('nav.menu')}</Button>
        <Button className="find" size="small" onClick={() => setPalette(true)} aria-keyshortcuts="Control+K">{t('palette')} <kbd>Ctrl K</kbd></Button>
        <LiveMark />
        <Button className="help" size="small" type="text" onClick={() => setHelp(true)} aria-keyshortcuts="?">{t('keys')}</Button>
        <LanguageSwitch />
        <Who person={person} />
      </header>
      <Connection />
      {ended && <Alert banner type="warning" role="alert" title={t('session.ended')} action={<a className="button" href={`/auth/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`}>{t('sign-in')}</a>} />}
      <div className="desk">
        <Navigation groups={groups} open={menu} close={() => setMenu(false)} />
        <main id="main" ref={main} tabIndex={-1}><Unserved />{mine.length === 0 ? <NoDesk person={person} /> : closed ? <NotYours what={t(closed.text)} /> : <Outlet />}</main>
      </div>
      {palette && <Suspense><Palette entries={mine} actions={actions} close={() => setPalette(false)} /></Suspense>}
      {help && <KeysHelp entries={mine} close={() => setHelp(false)} />}
    </>
  );
}

const unserved = ({ meta, state }: Query): boolean => meta?.serves === true && state.status === 'error' && state.data === undefined;

/** Names and lists to choose from that could not be had, whichever screen wants them: said once, and asked for again. */
function Unserved() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const missing = useCallback(() => cache.getQueryCache().findAll({ type: 'active', predicate: unserved })[0]?.state.error ?? null, [cache]);
  const error = useSyncExternalStore(useCallback((heard: () => void) => cache.getQueryCache().subscribe(heard), [cache]), missing);
  return error && <Trouble title={t('unserved')} error={error} retry={() => void cache.refetchQueries({ type: 'active', predicate: unserved })} />;
}

/** Whether what is on the screen changes by itself. */
function LiveMark() {
  const { t } = useTranslation();
  const lostSince = useLostSince();
  return (
    <p role="status" className={lostSince === null ? 'live' : 'live lost'}>
      <span aria-hidden>{lostSince === null ? '●' : '○'}</span> {lostSince === null ? t('live') : t('live.lost', { time: clockOf(lostSince) })}
    </p>
  );
}

/** Beside the screen; where there is no room for it, it opens from the bar. */
function Navigation({ groups, open, close }: { groups: ReturnType<typeof navFor>; open: boolean; close: () => void }) {
  const { t } = useTranslation();
  // A list within another one is an entry of its own: the nearest is where the person is.
  const here = useLocation({ select: ({ pathname }) => pathname });
  const nearest = groups.flatMap(({ entries }) => entries).filter(({ to }) => here === to || here.startsWith(`${to}/`)).toSorted((a, b) => b.to.length - a.to.length)[0];
  return (
    <nav id="nav" aria-label={t('nav')} className={open ? 'open' : undefined} onKeyDown={({ key }) => { if (key === 'Escape') close(); }}>
      {groups.map(({ text, entries }) => (
        <div key={text} role="group" aria-labelledby={text}>
          <h2 id={text}>{t(text)}</h2>
          <ul>{entries.map((entry) => <li key={entry.to}><Link to={entry.to} onClick={close} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false, exact: entry !== nearest }}>{t(entry.text)}{entry.to === '/notices' && <Unread />}</Link></li>)}</ul>
        </div>
      ))}
    </nav>
  );
}

/** Roles that have no screen here yet are told so, and by whom their rights can be changed. */
const NoDesk = ({ person }: { person: SignedInPerson }) => {
  const { t } = useTranslation();
  return <div className="empty"><h1>{t('no-desk')}</h1><p>{t('no-desk.what', { roles: listed(person.roles.map((role) => word('role', role))) })}</p></div>;
};

const NotYours = ({ what }: { what: string }) => {
  const { t } = useTranslation();
  return <Empty action={<Link className="button" to="/">{t('not-yours.own')}</Link>}>{t('not-yours', { what })}</Empty>;
};

function Who({ person }: { person: SignedInPerson }) {
  const { t } = useTranslation();
  const branchName = useBranchName();
  const cache = useQueryClient();
  const here = useLocation({ select: ({ href }) => href });
  const [error, setError] = useState<unknown>(null);
  const branches = person.branches[0] === '*' ? t('branches.all') : person.branches.length > 2 ? t('branches.several', { first: branchName(person.branches[0] ?? ''), count: person.branches.length }) : listed(person.branches.map(branchName));
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
      <summary><b>{person.name ?? person.code}</b> <span>{listed(person.roles.map((role) => word('role', role)))} · {branches} ▾</span></summary>
      <div className="menu">
        <p>{person.code}</p>
        <a className="button other" href={`/auth/sign-in?fresh=1&back=${encodeURIComponent(here)}`} onClick={forgetHere}>{t('sign-in.other')}</a>
        <Button block onClick={leave(signOut)}>{t('sign-out')}</Button>
        <Button block onClick={leave(signOutEverywhere)}>{t('sign-out.everywhere')}</Button>
        <a href="/m">{t('hand')}</a>
        <a href="/about">{t('about')}</a>
        {error !== null && <Trouble error={error} />}
      </div>
    </details>
  );
}

export function LanguageSwitch() {
  const other = currentLanguage() === 'zh' ? 'en' : 'zh';
  return <Button size="small" type="text" lang={other === 'en' ? 'en' : 'zh-CN'} onClick={() => void speak(other)}>{other === 'en' ? 'English' : '中文'}</Button>;
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
