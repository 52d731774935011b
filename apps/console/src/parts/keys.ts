import { useEffect, useRef } from 'react';
import type { TextKey } from '../texts/texts';

const kept = 'aftercare.keys-off';
/** Whether single keys do something; who works with dictation or a stick can switch them off (WCAG 2.1.4). */
export const singleKeys = (): boolean => localStorage.getItem(kept) === null;
export const switchSingleKeys = (on: boolean): void => (on ? localStorage.removeItem(kept) : localStorage.setItem(kept, '1'));

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="combobox"], [role="listbox"], [role="menu"], [role="dialog"]') !== null);

/** What a key does; one that does what it does everywhere needs no words of its own. */
export type KeyAct<A extends unknown[] = []> = ((...of: A) => void) | { readonly does: TextKey; readonly act: (...of: A) => void };
export const actOf = <A extends unknown[]>(key: KeyAct<A>): ((...of: A) => void) => (typeof key === 'function' ? key : key.act);

/** What these keys do wherever they do something. */
const usual: Readonly<Record<string, TextKey>> = {
  KeyJ: 'keys.next', KeyK: 'keys.before', Period: 'keys.apply', 'Ctrl+Enter': 'keys.send', Escape: 'keys.leave', Slash: 'keys.search', ...Object.fromEntries(Array.from({ length: 9 }, (_, digit) => [`Digit${digit + 1}`, 'keys.act' as const])),
};

type Keys = Readonly<Record<string, KeyAct>>;
const declared = new Set<{ readonly current: Keys }>();

/** The keys that do something now, as the screens that are open have declared them, with what they do. */
export const keysHere = (): readonly { readonly key: string; readonly does: TextKey }[] => {
  const here = new Map<string, TextKey>();
  for (const { current } of declared) {
    for (const [key, act] of Object.entries(current)) {
      const does = typeof act === 'function' ? usual[key] : act.does;
      if (does !== undefined && !here.has(key)) here.set(key, does);
    }
  }
  return [...here].map(([key, does]) => ({ key, does }));
};

/** How a key is called on the keyboard: `KeyJ` is J, `Shift+Slash` is ?. */
export const keyName = (key: string): string =>
  ({ 'Shift+Slash': '?', Slash: '/', Period: '.', Escape: 'Esc' })[key] ?? key.replace(/Key|Digit/, '').replace('+', ' + ');

// A closed list of the kit opens by Enter, with Ctrl as well: there, too, Ctrl+Enter is to do what the screen says. It begins beside the list instead of in it.
addEventListener('keydown', (event) => {
  const list = event.key === 'Enter' && event.ctrlKey && event.target instanceof Element ? event.target.closest('[role="combobox"][aria-expanded="false"]') : null;
  if (list === null) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  (list.closest('.ant-select')?.parentElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: event.code, ctrlKey: true, bubbles: true, cancelable: true }));
}, { capture: true });

/**
 * What a key does on this screen, by its place on the keyboard (`KeyJ`, `Period`, `Shift+Slash`, `Ctrl+Enter`), so that no input method and no layout
 * changes it. While somebody composes a character no key does anything; single keys do nothing where one writes. The help lists what is declared here.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey || event.metaKey) return;
      // What lies under a dialog is out of reach.
      if (document.querySelector('dialog:modal') !== null) return;
      const single = !event.ctrlKey;
      if (single && (!singleKeys() || writes(event.target))) return;
      const act = latest.current[`${event.ctrlKey ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.code.replace(/^NumpadEnter$/, 'Enter')}`];
      if (!act) return;
      event.preventDefault();
      actOf(act)();
    };
    declared.add(latest);
    addEventListener('keydown', pressed);
    return () => {
      declared.delete(latest);
      removeEventListener('keydown', pressed);
    };
  }, []);
}
