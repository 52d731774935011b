import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { singleKeys, switchSingleKeys } from './keys';

const keys = [['C', 'keys.call'], ['Q', 'keys.queue'], ['J / K', 'keys.move'], ['Enter', 'keys.open'], ['.', 'keys.apply'], ['1 – 9', 'keys.act'], ['Ctrl + Enter', 'keys.send'], ['Esc', 'keys.leave'], ['?', 'keys.help']] as const;

/** What the keys do, and the switch for who is disturbed by single ones. */
export function KeysHelp({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(singleKeys());
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="keys-title">
      <h2 id="keys-title">{t('keys')}</h2>
      <table><tbody>{keys.map(([key, text]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{t(text)}</td></tr>)}</tbody></table>
      <label><input type="checkbox" checked={on} onChange={({ target }) => { switchSingleKeys(target.checked); setOn(target.checked); }} /> {t('keys.single')}</label>
      <p><Button onClick={() => dialog.current?.close()}>{t('close')}</Button></p>
    </dialog>
  );
}
