export { asyncApi } from './asyncapi';
export { BrokenRecord, decodeRecord, encodeHeaders, sequenceHeader } from './cloud-events';
export type { BrokenCode, EventHeaders, Readable, ReceivedEvent, WireRecord } from './cloud-events';
export { incompatibilities } from './compatibility';
export { defineEvent } from './event-contract';
export type { ContractEvent, DataOf, EventContract, EventData } from './event-contract';
export { allEvents, contractOf, recognise, topics } from './registry';
export type { Topic } from './registry';
export { OutsideProfile, shapeOf } from './schema-shape';
export type { ArrayShape, ObjectShape, Rules, ScalarShape, Shape, ValuesShape } from './schema-shape';
export { ContractViolation, maxPayloadBytes, validateClosed, validateOpen } from './validation';

export { BranchRegisteredV1 } from './directory/branch-registered.v1';
export { CalendarPublishedV1 } from './directory/calendar-published.v1';
export { ContactRecordedV1 } from './directory/contact-recorded.v1';
export { CustomerRegisteredV1 } from './directory/customer-registered.v1';
export { ServicePolicyPublishedV1 } from './directory/service-policy-published.v1';
export { StaffRegisteredV1 } from './directory/staff-registered.v1';
export { TicketOpenedV1 } from './tickets/ticket-opened.v1';
