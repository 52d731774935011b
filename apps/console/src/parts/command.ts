import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { Refused } from '../api/api';

const none = { content: '', key: '' };

/** A service has looked at it and has not done it; what has had no answer, or one from a machine in between, may have been done. */
const wasRefused = (error: unknown): boolean => error instanceof Refused && error.problem !== null && error.problem.status < 500;

/**
 * Something that is done once, however often it is sent: its key stays the same until what is sent changes, or until a service has done or refused it.
 * `send` gets what the person has said, which has to be data that JSON can write, and the key. Without a network it fails at once and is sent again by its
 * person: nothing leaves by itself later, but for what `/m` keeps (`m/kept.ts`). It is pending until what `done` promises has come.
 */
export function useCommand<Said, Answer>(send: (said: Said, key: string) => Promise<Answer>, done?: (answer: Answer, said: Said) => unknown, failed?: (error: unknown) => void) {
  const attempt = useRef(none);
  return useMutation({
    mutationFn: (said: Said) => {
      const content = JSON.stringify(said);
      if (attempt.current.content !== content) attempt.current = { content, key: crypto.randomUUID() };
      return send(said, attempt.current.key);
    },
    onSuccess: (answer, said) => {
      attempt.current = none;
      return done?.(answer, said);
    },
    onError: (error) => {
      if (wasRefused(error)) attempt.current = none;
      failed?.(error);
    },
  });
}

/** What a service says against one field of what was sent, by the field's name. */
export const wrongIn = (error: unknown, name: string): string | undefined =>
  error instanceof Refused ? error.problem?.errors?.find(({ field }) => field === `/${name}` || field.startsWith(`/${name}/`))?.message : undefined;

/** Another person has changed it meanwhile. */
export const clashes = (error: unknown): boolean => error instanceof Refused && error.problem?.status === 412;
