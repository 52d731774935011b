import { useSyncExternalStore } from 'react';

const subscribe = (changed: () => void) => {
  for (const name of ['online', 'offline']) addEventListener(name, changed);
  return () => { for (const name of ['online', 'offline']) removeEventListener(name, changed); };
};

/** Whether the device has a network, as far as it knows. */
export const useConnected = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);
