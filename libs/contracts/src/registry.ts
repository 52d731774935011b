import { BranchRegisteredV1 } from './directory/branch-registered.v1';
import { CalendarPublishedV1 } from './directory/calendar-published.v1';
import { ContactRecordedV1 } from './directory/contact-recorded.v1';
import { CustomerRegisteredV1 } from './directory/customer-registered.v1';
import { ServicePolicyPublishedV1 } from './directory/service-policy-published.v1';
import { StaffRegisteredV1 } from './directory/staff-registered.v1';
import type { EventContract } from './event-contract';
import { partsOf } from './event-contract';
import { TicketEscalatedV1 } from './tickets/ticket-escalated.v1';
import { TicketOpenedV1 } from './tickets/ticket-opened.v1';
import { TicketTakenUpV1 } from './tickets/ticket-taken-up.v1';

/** Every event of every service, sorted by type. */
export const allEvents: readonly EventContract[] = [
  BranchRegisteredV1,
  CalendarPublishedV1,
  ContactRecordedV1,
  CustomerRegisteredV1,
  ServicePolicyPublishedV1,
  StaffRegisteredV1,
  TicketEscalatedV1,
  TicketOpenedV1,
  TicketTakenUpV1,
];

const byType = new Map(allEvents.map((contract) => [contract.type, contract]));

/** A topic of Kafka. The number of partitions is never changed in place: keys would move and their order break. */
export interface Topic {
  readonly name: string;
  readonly partitions: 12;
}

/** Every topic that the events need, sorted by name. */
export const topics: readonly Topic[] = [...new Set(allEvents.map(({ topic }) => topic))].sort().map((name) => ({ name, partitions: 12 }));

/** The contract of exactly this type and version. */
export const contractOf = (type: string): EventContract | undefined => byType.get(type);

/**
 * What a type is to a reader that handles `handled`. `unknown-version`: it knows the fact but not this version of it, so
 * skipping would lose a fact that it cares about (park it). `unknown-fact`: nothing to it (skip it).
 */
export const recognise = (type: string, handled: readonly EventContract[]): 'known' | 'unknown-version' | 'unknown-fact' => {
  if (handled.some((contract) => contract.type === type)) return 'known';
  const fact = partsOf(type)?.fact;
  return fact !== undefined && handled.some((contract) => partsOf(contract.type)?.fact === fact) ? 'unknown-version' : 'unknown-fact';
};
