import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../../parts/keys';

/** What a key writes by its place, so that no input method comes between a scan gun and us: digits, capitals and `-`. */
const signOf = (code: string): string | null => /^(?:Digit|Key|Numpad)([0-9A-Z])$/.exec(code)?.[1] ?? (code === 'Minus' || code === 'NumpadSubtract' ? '-' : null);
const longest = 64;

interface Props {
  readonly label: string;
  readonly hint: string;
  /** Gets what was scanned or typed, in capitals. */
  readonly scanned: (text: string) => void;
}

/**
 * Where a scan gun writes, as a keyboard does, with Enter at the end; the same by hand. The field is for reading only, which puts input methods
 * to sleep: the keys are read by their places. `/` brings the hand back here.
 */
export function ScanField({ label, hint, scanned }: Props) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  // Keys of a gun come faster than a page is drawn.
  const buffer = useRef('');
  const [shown, show] = useState('');
  const [ready, setReady] = useState(false);
  const write = (text: string): void => {
    buffer.current = text.slice(0, longest);
    show(buffer.current);
  };
  const end = (): void => {
    const text = buffer.current;
    write('');
    if (text !== '') scanned(text);
  };
  useKeys({ Slash: () => field.current?.focus() });
  useEffect(() => field.current?.focus(), []);
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const sign = signOf(event.code);
    if (sign !== null) write(buffer.current + sign);
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') end();
    else if (event.code === 'Backspace') write(buffer.current.slice(0, -1));
    else if (event.code === 'Escape') write('');
    else return;
    event.preventDefault();
  };
  const pasted = (event: ClipboardEvent): void => {
    event.preventDefault();
    write(event.clipboardData.getData('text').trim().toUpperCase());
    end();
  };
  return (
    <div className={`scan ${ready ? 'ready' : 'idle'}`}>
      <label htmlFor="scan">{label}</label>
      <input ref={field} id="scan" readOnly value={shown} aria-describedby="scan-hint" autoComplete="off" onKeyDown={pressed} onPaste={pasted} onFocus={() => setReady(true)} onBlur={() => setReady(false)} />
      {/* Both take their room: what lies below must not move away from under a mouse that has just been pressed. */}
      <p id="scan-hint">
        <span className={ready ? '' : 'kept'}><span aria-hidden>● </span>{hint}</span>
        <span className={ready ? 'kept' : ''}><span aria-hidden>○ </span>{t('scan.idle')}</span>
      </p>
    </div>
  );
}
