import { useEffect, useRef, useState } from 'react';

/** Nobody has read in less time what has just come onto the screen. */
const glance = 300;

/**
 * For a form about something that others change too. `changed`: since the person began to write, it has become another. `unread`: that has
 * only just been shown, so nothing may be sent yet.
 */
export function useSeenVersion(version: number, writing: boolean): { readonly changed: boolean; readonly unread: boolean } {
  const begunWith = useRef(version);
  const [shown, setShown] = useState(version);
  if (!writing) begunWith.current = version;
  useEffect(() => {
    const timer = setTimeout(() => setShown(version), glance);
    return () => clearTimeout(timer);
  }, [version]);
  return { changed: version !== begunWith.current, unread: writing && version !== shown };
}
