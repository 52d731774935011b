import { showSession } from '../api/calls';

/** Who is here: asked once, and known until a service says that nobody is. */
export const session = { queryKey: ['session'], queryFn: showSession, staleTime: Infinity } as const;
