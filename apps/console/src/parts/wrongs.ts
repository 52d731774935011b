import { Refused } from '../api/api';

/** What a service has said is wrong with a field, by the field's name in the body. */
export const wrongsOf = (error: unknown) => (name: string): string | undefined =>
  error instanceof Refused ? error.problem?.errors?.find(({ field }) => field === `/${name}` || field.startsWith(`/${name}/`))?.message : undefined;
