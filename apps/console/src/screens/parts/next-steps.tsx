import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PartsRequestInFull } from '../../api/generated/inventory/types.gen';
import { usePerson } from '../../parts/person';
import { useNameOf, useStaff } from '../../parts/queries';
import { say, word } from '../../texts/words';
import { useReceiverName } from './queries';
import type { Papers } from './request';

/** Who may do what a request waits for, as the policy has it; a test compares. */
export const doers = { 'parts:approve': ['supervisor', 'branch_manager'], 'parts:pick': ['storekeeper', 'branch_manager'], 'parts:ship': ['storekeeper', 'branch_manager'] } as const;

/** What a request waits for now, and whom: whoever looks at it may be somebody else. */
export function NextSteps({ request, papers: { pickings, notes } }: { request: PartsRequestInFull; papers: Papers }) {
  const { t } = useTranslation();
  const mayStock = usePerson().may.includes('stock:read');
  const { members } = useStaff(request.branchId);
  const nameOf = useNameOf();
  const receiverName = useReceiverName();
  const those = (permission: keyof typeof doers): string => doers[permission].map((role) => [word('role', role), ...members.filter((one) => one.active && one.role === role).slice(0, 3).map(({ name }) => name)].join(' ')).join(say('or'));
  const board = (number: string, step: ReactNode): ReactNode => (mayStock ? <Link to="/picking" search={{ number }}>{step}</Link> : step);
  const onNote = new Set(notes.filter(({ state }) => state !== 'void').map(({ pickingId }) => pickingId));
  const steps: readonly ReactNode[] = [
    ...(request.state === 'submitted' ? [t('next.decide', { who: those('parts:approve') })] : []),
    ...(request.lines.some(({ reserved }) => reserved > 0) ? [t('next.pick', { who: those('parts:pick') })] : []),
    ...pickings.flatMap(({ id, number, state, picker }) => {
      if (state === 'picking') return [board(number, t('next.picking', { who: nameOf(picker) }))];
      if (state === 'picked' || state === 'checking') return [board(number, t('next.check', { who: nameOf(picker) }))];
      return state === 'put_back' || onNote.has(id) ? [] : [board(number, t('next.note', { who: those('parts:ship') }))];
    }),
    ...notes.flatMap(({ number, state, receiver }) => {
      if (state === 'issued') { const step = t('next.ship', { who: those('parts:ship') }); return [mayStock ? <Link to="/dispatch" search={{ note: number }}>{step}</Link> : step]; }
      return state === 'dispatched' ? [<Link to="/receipts/$number" params={{ number }}>{t('next.receive', { who: receiverName(receiver) })}</Link>] : [];
    }),
  ];
  if (steps.length === 0) return null;
  return <p className="next-steps"><b>{t('next')}</b>{steps.map((step, at) => <span key={at}>{step}</span>)}</p>;
}
