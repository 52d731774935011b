import { EntitySchema } from 'typeorm';
import { Customer } from '../domain/customer';

/** `21:30` in the domain, `21:30:00` in the database. */
const minutes = { from: (time: string | null): string | null => time?.slice(0, 5) ?? null, to: (time: string | null): string | null => time };

export const customerMapping = new EntitySchema<Customer>({
  name: 'customer',
  target: Customer,
  columns: {
    id: { type: 'uuid', primary: true },
    branchId: { type: 'text', name: 'branch_id' },
    version: { type: 'int' },
    code: { type: 'text' },
    source: { type: 'text' },
    externalNumber: { type: 'text', name: 'external_number' },
    name: { type: 'text' },
    nameInitials: { type: 'text', name: 'name_initials' },
    phone: { type: 'text' },
    city: { type: 'text', nullable: true },
    address: { type: 'text', nullable: true },
    dealerCode: { type: 'text', name: 'dealer_code', nullable: true },
    customerClass: { type: 'text', name: 'customer_class' },
    ownerId: { type: 'text', name: 'owner_id', nullable: true },
    agentId: { type: 'text', name: 'agent_id', nullable: true },
    consentCare: { type: 'boolean', name: 'consent_care' },
    consentMarketing: { type: 'boolean', name: 'consent_marketing' },
    consentSurvey: { type: 'boolean', name: 'consent_survey' },
    channel: { type: 'text', nullable: true },
    quietFrom: { type: 'time', name: 'quiet_from', nullable: true, transformer: minutes },
    quietTo: { type: 'time', name: 'quiet_to', nullable: true, transformer: minutes },
    referrerCode: { type: 'text', name: 'referrer_code', nullable: true },
    createdOn: { type: 'date', name: 'created_on', nullable: true },
    remark: { type: 'text', nullable: true },
    lastCheckedOn: { type: 'date', name: 'last_checked_on', nullable: true },
    offeredTo: { type: 'text', name: 'offered_to', nullable: true },
    declinedBy: { type: 'text', array: true, name: 'declined_by' },
    mergedInto: { type: 'uuid', name: 'merged_into', nullable: true },
  },
});
