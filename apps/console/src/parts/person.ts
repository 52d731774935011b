import { createContext, useContext } from 'react';
import type { SignedInPerson } from '../api/generated/gateway/types.gen';

export const PersonContext = createContext<SignedInPerson | null>(null);

/** Who is signed in; behind the frame there is always somebody. */
export function usePerson(): SignedInPerson {
  const person = useContext(PersonContext);
  if (person === null) throw new Error('nobody is signed in here');
  return person;
}
