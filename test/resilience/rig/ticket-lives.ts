import type { Http, Insistence, Known } from './insistence';

/** Who works on the tickets of one branch, and the program by which others' words come in. */
export interface Desk {
  readonly branchId: string;
  readonly clerk: Http;
  readonly keeper: Http;
  readonly erp: Http;
  readonly codes: Readonly<Record<'clerk' | 'keeper', string>>;
}

/** What becomes of a ticket: its id, and each of its facts once, in this order. Of one that comes in by itself it depends on who is there whether it is given to somebody at once. */
export interface Lived {
  readonly life: Life | 'overdue' | 'silent';
  readonly id: string;
  readonly facts: readonly string[];
}

export const lives = ['closed', 'raised', 'joined', 'withdrawn', 'arrived'] as const;
export type Life = (typeof lives)[number];

/** What has an hour to be taken up: no limit passes while services are killed, except where it is meant to. */
const kind = 'suggestion';
const given = ['hand_over_offered', 'handed_over'];
export const intake = { fault: 'HEAT-01', realCause: '加热管烧断', wantedResult: '换新', urgency: 'low', impact: 'low' };
export const solution = { outcome: '已换新加热棒', evidence: ['RP-1'] };

/** Every command of a ticket's life, by people who send each again until it is answered. */
export const live = async (insist: Insistence, { branchId, clerk, keeper, erp, codes }: Desk, life: Life): Promise<Lived[]> => {
  const open = async (details: object = {}): Promise<string> => (await insist.post(clerk, '/tickets/tickets', { channel: 'phone', caller: '19900009999', kind, words: '加热棒不热了', ...details })).id;
  const move = async (who: Http, id: string, command: string, body: object = {}): Promise<Known> => insist.post(who, `/tickets/tickets/${id}/${command}`, body);
  const handOver = async (from: Http, to: Http, code: string, id: string): Promise<void> => {
    await move(from, id, 'hand-over', { to: code });
    await move(to, id, 'hand-over/accept');
  };

  switch (life) {
    case 'closed': {
      const id = await open();
      await move(clerk, id, 'take-up');
      await move(clerk, id, 'intake', intake);
      await move(clerk, id, 'hold', { waitingFor: 'customer' });
      await move(clerk, id, 'resume');
      await move(clerk, id, 'hand-over', { to: codes.keeper });
      await move(keeper, id, 'hand-over/decline');
      await handOver(clerk, keeper, codes.keeper, id);
      await move(keeper, id, 'reply', { kind: 'progress', words: '配件明天到' });
      await move(keeper, id, 'resolve', solution);
      await move(clerk, id, 'reopen', { words: '还是不热' });
      await move(keeper, id, 'resolve', solution);
      await move(keeper, id, 'reply', { kind: 'explanation', words: '加热棒已换新' });
      await move(keeper, id, 'close', { confirmation: '好了，谢谢' });
      const facts = ['opened', 'taken_up', 'intake_completed', 'put_on_hold', 'resumed', 'hand_over_offered', 'hand_over_declined', ...given, 'replied', 'resolved', 'reopened', 'resolved', 'replied', 'closed'];
      return [{ life, id, facts }];
    }
    case 'raised': {
      const id = await open();
      for (const [from, to, code] of [[clerk, keeper, codes.keeper], [keeper, clerk, codes.clerk], [clerk, keeper, codes.keeper]] as const) await handOver(from, to, code, id);
      return [{ life, id, facts: ['opened', ...given, ...given, ...given, 'escalated'] }];
    }
    case 'joined': {
      const [first, second] = [await open(), await open()];
      const { id: split } = await move(clerk, first, 'split', { kind: 'return' });
      await move(clerk, second, 'merge', { into: first });
      const third = await open({ follows: first });
      return [
        { life, id: first, facts: ['opened', 'split'] }, { life, id: second, facts: ['opened', 'merged'] }, { life, id: split, facts: ['opened', 'linked'] }, { life, id: third, facts: ['opened', 'linked'] },
      ];
    }
    case 'withdrawn': {
      const id = await open();
      await move(clerk, id, 'reclassify', { kind: 'return', words: '要退货' });
      await move(clerk, id, 'cancel', { reason: 'withdrawn', words: '不用了' });
      return [{ life, id, facts: ['opened', 'reclassified', 'cancelled'] }];
    }
    case 'arrived': {
      const { id, state } = await insist.post<{ id: string; state: string }>(erp, '/tickets/tickets', { channel: 'web', branchId, kind, words: '水泵响' });
      return [{ life, id, facts: state === 'new' ? ['opened', 'assigned'] : ['opened'] }];
    }
  }
};
