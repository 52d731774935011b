import { useSyncExternalStore } from 'react';

// Eight screens need no router: its thirty kilobytes would be a fifth of what a phone loads.
const root = '/m';
const subscribe = (changed: () => void): (() => void) => {
  addEventListener('popstate', changed);
  return () => removeEventListener('popstate', changed);
};

/** Where one is below `/m`: `pick` and `PK-HZ-2026-000001` of `/m/pick/PK-HZ-2026-000001`. */
export const usePlace = (): readonly [screen: string, number: string | undefined] => {
  const path = useSyncExternalStore(subscribe, () => location.pathname.slice(root.length));
  const [screen = '', number] = path.split('/').filter((part) => part !== '').map(decodeURIComponent);
  return [screen, number];
};

export const addressOf = (screen = '', number?: string): string => [root, screen, ...(number === undefined ? [] : [encodeURIComponent(number)])].filter((part) => part !== '').join('/');

export const go = (screen?: string, number?: string): void => {
  history.pushState(null, '', addressOf(screen, number));
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
};
