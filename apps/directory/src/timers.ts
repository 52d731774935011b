import type { TimerChange } from '@aftercare/event-store';
import type { Customer, CustomerEvent } from './domain/customer';
import type { StaffEvent } from './domain/staff-member';

/** The end of the day on which somebody signed in. */
export const dayOver = 'staff.day-over';

export const staffTimers = (event: StaffEvent): readonly TimerChange[] => {
  switch (event.type) {
    case 'SignedIn':
      return [{ set: dayOver, dueAt: event.until }];
    case 'SignedOut':
      return [{ cancel: dayOver }];
    case 'MemberMoved':
    case 'MemberChanged':
      return [];
  }
};

/** When it is too late to answer whether one looks after a new customer. */
export const offerExpiry = 'customer.offer-expiry';
/** In a branch: customers of a file wait to be offered. */
export const waitingCustomers = 'customer.waiting';

export const customerTimers = (event: CustomerEvent, { offeredTo }: Customer): readonly TimerChange[] => {
  switch (event.type) {
    case 'CustomerOffered':
      return [{ set: offerExpiry, dueAt: event.until }];
    case 'CustomerChanged':
      return offeredTo === null ? [{ cancel: offerExpiry }] : [];
    case 'CustomerMerged':
      return [{ cancel: offerExpiry }];
  }
};
