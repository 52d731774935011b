const prefix = 'aftercare.here.';

/**
 * What a page knows while somebody is signed in, for its next start without a network: who it is, what he has in hand. It goes when he does. It gives no rights: what may be
 * done, the services decide.
 */
export const keepHere = (name: string, what: unknown): void => localStorage.setItem(prefix + name, JSON.stringify(what));

/** `null` as well where it cannot be read any more: whatever it was, the services have it. */
export const keptHere = <T>(name: string): T | null => {
  try {
    return JSON.parse(localStorage.getItem(prefix + name) ?? 'null') as T | null;
  } catch {
    return null;
  }
};

export const forgetHere = (): void => {
  for (const place of Object.keys(localStorage)) if (place.startsWith(prefix)) localStorage.removeItem(place);
};
