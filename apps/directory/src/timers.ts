import type { TimerChange } from '@aftercare/event-store';
import type { StaffEvent } from './domain/staff-member';

/** The end of the day on which somebody signed in. */
export const dayOver = 'staff.day-over';

export const staffTimers = (event: StaffEvent): readonly TimerChange[] => {
  switch (event.type) {
    case 'SignedIn':
      return [{ set: dayOver, dueAt: event.until }];
    case 'SignedOut':
      return [{ cancel: dayOver }];
    case 'MemberChanged':
      return [];
  }
};
