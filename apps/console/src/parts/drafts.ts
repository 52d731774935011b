import { useCallback, useState } from 'react';

const prefix = 'aftercare.draft.';

/**
 * What somebody has written and not sent, kept in this browser under his name: it survives a reload, a crash and the end of the session.
 * `clear` when it has been sent.
 */
export function useDraft<T extends object>(person: string, name: string, empty: T): readonly [draft: T, change: (change: Partial<T>) => void, clear: () => void, restored: boolean] {
  const place = `${prefix}${person}.${name}`;
  const [{ value, restored }, set] = useState(() => {
    const found = read<T>(place);
    return { value: { ...empty, ...found }, restored: found !== null };
  });
  const change = useCallback((changes: Partial<T>) => set(({ value: before, restored: was }) => {
    const value = { ...before, ...changes };
    localStorage.setItem(place, JSON.stringify(value));
    return { value, restored: was };
  }), [place]);
  const clear = useCallback(() => {
    localStorage.removeItem(place);
    set({ value: empty, restored: false });
  }, [place]);
  return [value, change, clear, restored];
}

const read = <T>(place: string): T | null => {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') as T | null;
  } catch {
    return null;
  }
};
