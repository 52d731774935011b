import type { FactAdapter, World } from '../world.ts';

/** Whether a document is one of another scenario that is played at the same time. */
export type Foreign = (about: string, own: World) => boolean;

interface Notices {
  readonly items: readonly { readonly kind: string; readonly about: string }[];
  readonly next: string | null;
}

/** How many notices of the kind lie with the receiver, read by himself; what is about another scenario's documents is not this one's. */
export const noticesOf = async (receiver: string, kind: string, world: World, foreign: Foreign): Promise<number> => {
  const http = await world.as(receiver);
  let count = 0;
  for (let after: string | null = ''; after !== null; ) {
    const { status, body }: { status: number; body: Notices } = await http.get<Notices>(`/notifier/notices?limit=200&kind=${kind}${after && `&after=${after}`}`);
    if (status !== 200) throw new Error(`the notices of ${receiver} answer ${status}`);
    count += body.items.filter(({ about }) => !foreign(about, world)).length;
    after = body.next;
  }
  return count;
};

export const noticeFact = (foreign: Foreign): FactAdapter => ({
  selects: ['to', 'kind'],
  look: async (expected, world) => {
    const [to, kind] = [String(expected['to']), String(expected['kind'])];
    const count = (await noticesOf(to, kind, world, foreign)) - world.noticesBefore(to, kind);
    // Without a count it is enough that there is one.
    if (!('count' in expected) && count === 0) throw new Error('there is no such notice');
    return { count };
  },
});
