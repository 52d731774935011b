import { usePerson } from '../parts/person';
import { near } from '../texts/time';
import { useConnected } from './connected';
import { forget, forgetAside, sendAgain, sendKept, useAside, useKept, useSending, type Kept } from './kept';
import { t } from './texts';

/** What has been done on this device and not been told yet, and what was refused of it; on every screen. */
export function Waiting() {
  const person = usePerson();
  const kept = useKept();
  const connected = useConnected();
  const aside = useAside();
  useSending();
  const waiting = kept.filter(({ refused }) => refused === undefined);
  return (
    <>
      {aside.length > 0 && (
        <div className="trouble" role="alert">
          <p><b>{t('kept.broken', { count: aside.length })}</b></p>
          <p>{t('kept.broken.what')}</p>
          <details><summary>{t('kept.list')}</summary><ol>{aside.map((text, at) => <li key={at}><code>{text}</code></li>)}</ol></details>
          <button type="button" onClick={() => forgetAside(person.code)}>{t('kept.broken.seen')}</button>
        </div>
      )}
      {kept.filter(({ refused }) => refused !== undefined).map((one) => (
        <div key={one.key} className="trouble" role="alert">
          <p><b>{wordsOf(one)}</b> <small className="quiet">{near(one.at)}</small></p>
          <p>{t('kept.refused')}{one.refused?.detail}</p>
          <button type="button" onClick={() => sendAgain(person.code, one.key)}>{t('retry')}</button>
          <button type="button" onClick={() => forget(person.code, one.key)}>{t('kept.forget')}</button>
        </div>
      ))}
      {waiting.length > 0 && (
        <section className="note" aria-label={t('kept')}>
          <p role="status"><b>{t('kept.count', { count: waiting.length })}</b></p>
          <details><summary>{t('kept.list')}</summary><ol>{waiting.map((one) => <li key={one.key}>{wordsOf(one)} <small className="quiet">{near(one.at)}</small></li>)}</ol></details>
          {connected && <button type="button" onClick={() => void sendKept(person.code)}>{t('kept.send')}</button>}
        </section>
      )}
    </>
  );
}

const wordsOf = (one: Kept): string => `${one.about} ${t(`kept.${one.kind}`)}${'part' in one.said ? ` ${one.said.part}\u00a0×\u00a0${one.said.qty}` : ''}`;
