import { aggregateStore } from '@aftercare/event-store';
import type { Customer, CustomerEvent } from '../domain/customer';
import { changedCustomerPublishes } from '../publishes';
import { customerTimers } from '../timers';
import { customerMapping } from './customer.mapping';

export class CustomerStore extends aggregateStore<Customer, CustomerEvent>({ kind: 'customer', mapping: customerMapping, publishes: changedCustomerPublishes, timers: customerTimers }) {}
