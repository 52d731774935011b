import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NavEntry } from '../nav';
import { say } from '../texts/words';
import { keyName, keysHere, singleKeys, switchSingleKeys } from './keys';

/** Keys of the frame itself, which no screen declares. */
const everywhere = [['/', 'palette'], ['Ctrl + K', 'palette'], ['?', 'keys.help']] as const;

/** What the keys do on this screen, as it has declared them, and everywhere; and the switch for who is disturbed by single ones. */
export function KeysHelp({ entries, close }: { entries: readonly NavEntry[]; close: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(singleKeys());
  const places = new Set(entries.map(({ key }) => key));
  const [here] = useState(() => keysHere().filter(({ key, does }) => does !== 'palette' && !places.has(key as NavEntry['key'])));
  useEffect(() => {
    dialog.current?.showModal();
    // Read from its beginning, and not with the switch in hand.
    dialog.current?.querySelector('h2')?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="keys" onClose={close} aria-labelledby="keys-title" onClick={({ target, currentTarget }) => { if (target === currentTarget) currentTarget.close(); }}>
      <h2 id="keys-title" tabIndex={-1}>{t('keys')}</h2>
      {here.length > 0 && (
        <>
          <h3>{t('keys.here')}</h3>
          <table><tbody>
            {here.map(({ key, does }) => <tr key={key}><th scope="row"><kbd>{keyName(key)}</kbd></th><td>{say(does)}</td></tr>)}
          </tbody></table>
        </>
      )}
      <h3>{t('keys.everywhere')}</h3>
      <table><tbody>
        {everywhere.map(([key, text]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{t(text)}</td></tr>)}
        {entries.map(({ key, text }) => key !== undefined && <tr key={key}><th scope="row"><kbd>{keyName(key)}</kbd></th><td>{t(text)}</td></tr>)}
      </tbody></table>
      <label><input type="checkbox" checked={on} onChange={({ target }) => { switchSingleKeys(target.checked); setOn(target.checked); }} /> {t('keys.single')}</label>
      <p><Button onClick={() => dialog.current?.close()}>{t('close')}</Button></p>
    </dialog>
  );
}
