import { aggregateStore } from '@aftercare/event-store';
import type { Contact, ContactEvent } from '../domain/contact';
import { contactPublishes } from '../publishes';
import { contactMapping } from './contact.mapping';

export class ContactStore extends aggregateStore<Contact, ContactEvent>({ kind: 'contact', mapping: contactMapping, publishes: contactPublishes }) {}
