import './m.css';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense, useEffect, useRef, useState, type ComponentType } from 'react';
import { createRoot } from 'react-dom/client';
import { onSessionEnded, Refused } from '../api/api';
import { showSession } from '../api/calls';
import type { CurrentSession, SignedInPerson } from '../api/generated/gateway/types.gen';
import { forgetHere, keepHere, keptHere } from '../parts/here';
import { PersonContext } from '../parts/person';
import { queries } from '../parts/queries';
import { useConnected } from './connected';
import { fetchFont } from './font';
import { Home } from './home';
import { go, usePlace } from './place';
import { t, textsReady, type TextKey } from './texts';
import { Trouble } from './parts';
import { Waiting } from './waiting';

interface Screen {
  readonly title: TextKey;
  /** Without a number: what there is to do; with one: that thing. */
  readonly show: ComponentType<{ number: string | undefined }>;
}

/** What a person can do here, by the first part of the address. */
const screens: Readonly<Record<string, Screen>> = {
  pick: { title: 'pick', show: lazy(() => import('./picking').then(({ Picking }) => ({ default: Picking }))) },
  check: { title: 'check', show: lazy(() => import('./checking').then(({ Checking }) => ({ default: Checking }))) },
  dispatch: { title: 'dispatch', show: lazy(() => import('./dispatching').then(({ Dispatching }) => ({ default: Dispatching }))) },
  'take-back': { title: 'take-back', show: lazy(() => import('./taking-back').then(({ TakingBack }) => ({ default: TakingBack }))) },
  receipts: { title: 'receipts', show: lazy(() => import('./receiving').then(({ Receipts }) => ({ default: Receipts }))) },
  differences: { title: 'differences', show: lazy(() => import('./differences').then(({ Differences }) => ({ default: Differences }))) },
  owed: { title: 'owed', show: lazy(() => import('./owed').then(({ Owed }) => ({ default: Owed }))) },
};

/** Who is signed in; without an answer whoever was, and has not left since. */
const whoIsHere = async (): Promise<CurrentSession> => {
  try {
    const session = await showSession();
    if (session.person === null) forgetHere();
    else keepHere('person', session.person);
    return session;
  } catch (error) {
    const person = error instanceof Refused && error.problem === null ? keptHere<SignedInPerson>('person') : null;
    if (person === null || Date.parse(person.endsAt) < Date.now()) throw error;
    return { person };
  }
};

/** One screen at a time, for who has a phone or a scanner in one hand and a part in the other. */
function Pocket() {
  const { data, error, refetch } = useQuery({ queryKey: ['session'], queryFn: whoIsHere, staleTime: Infinity, networkMode: 'always', refetchOnReconnect: 'always' });
  const [ended, setEnded] = useState(false);
  const [screen, number] = usePlace();
  const connected = useConnected();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => onSessionEnded(() => { forgetHere(); setEnded(true); }), []);
  useEffect(() => {
    if (!first.current && !main.current?.contains(document.activeElement)) main.current?.focus();
    first.current = false;
  }, [screen, number]);
  const here = screens[screen];
  const title = t(here?.title ?? 'product');
  useEffect(() => { document.title = `${title} · ${t('product')}`; }, [title]);
  const signIn = <a className="go" href={`/auth/sign-in?back=${encodeURIComponent(location.pathname)}`}>{t('sign-in')}</a>;
  return (
    <>
      <header className="top">
        {here && <button type="button" className="plain" onClick={() => (number === undefined ? go() : go(screen))}>{t('back')}</button>}
        <h1>{title}</h1>
      </header>
      <main ref={main} tabIndex={-1}>
        {!connected && <p className="note" role="status">{t('offline')}</p>}
        {(ended || data?.person === null) && <><p className="note" role="alert">{t('signed-out')}</p>{signIn}</>}
        {error && data === undefined && <Trouble error={error} retry={() => void refetch()} />}
        {data?.person && (
          <PersonContext value={data.person}>
            <Waiting />
            <Suspense fallback={<p className="quiet" role="status">{t('loading')}</p>}>{here ? <here.show key={screen + (number ?? '')} number={number} /> : <Home />}</Suspense>
          </PersonContext>
        )}
      </main>
    </>
  );
}

await textsReady;
fetchFont();
createRoot(document.getElementById('root') as HTMLElement).render(<StrictMode><QueryClientProvider client={queries}><Pocket /></QueryClientProvider></StrictMode>);
// Opens the page where there is no network; only pages that came by TLS, or from this machine, may have it. Without it everything else works.
navigator.serviceWorker?.register('/m-worker.js', { scope: '/m' }).catch(() => undefined);
