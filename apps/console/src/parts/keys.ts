import { useEffect, useRef } from 'react';

const kept = 'aftercare.keys-off';
/** Whether single keys do something; who works with dictation or a stick can switch them off (WCAG 2.1.4). */
export const singleKeys = (): boolean => localStorage.getItem(kept) === null;
export const switchSingleKeys = (on: boolean): void => (on ? localStorage.removeItem(kept) : localStorage.setItem(kept, '1'));

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="combobox"], [role="listbox"], [role="menu"], [role="dialog"]') !== null);

/**
 * What a key does on this screen, by its place on the keyboard (`KeyJ`, `Period`, `Shift+Slash`, `Ctrl+Enter`), so that no input method and no layout
 * changes it. While somebody composes a character no key does anything; single keys do nothing where one writes.
 */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey || event.metaKey) return;
      const single = !event.ctrlKey;
      if (single && (!singleKeys() || writes(event.target))) return;
      const act = latest.current[`${event.ctrlKey ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.code.replace(/^NumpadEnter$/, 'Enter')}`];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
