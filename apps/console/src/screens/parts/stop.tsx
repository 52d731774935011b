import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { tone } from '../../parts/tone';

/** What stops the line: why, and what was scanned. `again`: what may be tried once more. */
export interface Stopped {
  readonly title: string;
  readonly what: string;
  readonly code?: string;
  readonly again?: () => void;
}

/**
 * Something is wrong: by sound, by colour and in words, over everything else, until somebody says that he has seen it. A gun that goes on scanning does not
 * say so: an Enter that comes with a scan before it is none.
 */
export function Stop({ stopped: { title, what, code, again }, seen }: { stopped: Stopped; seen: () => void }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const scans = useRef(false);
  useEffect(() => {
    dialog.current?.showModal();
    tone('wrong');
  }, []);
  return (
    <dialog
      ref={dialog} className="stop" role="alertdialog" aria-labelledby="stop-title" aria-describedby="stop-what"
      onCancel={(event) => event.preventDefault()} onClose={seen}
      onKeyDownCapture={(event) => {
        if (event.key === 'Enter' && scans.current) {
          event.preventDefault();
          event.stopPropagation();
          scans.current = false;
        } else scans.current = /^(Key|Digit|Numpad\d|Minus)/.test(event.code);
      }}
    >
      <h2 id="stop-title"><span aria-hidden>✕ </span>{title}</h2>
      <p id="stop-what">{what}</p>
      {code && <p><code>{code}</code></p>}
      <p className="actions">
        {again && <Button onClick={() => { dialog.current?.close(); again(); }}>{t('trouble.retry')}</Button>}
        <Button autoFocus onClick={() => dialog.current?.close()}>{t('stop.seen')}</Button>
      </p>
    </dialog>
  );
}
