import { aggregateStore } from '@aftercare/event-store';
import type { Authenticity, AuthenticityEvent } from '../domain/authenticity';
import { authenticityPublishes } from '../publishes';
import { authenticityMapping } from './authenticity.mapping';

export class AuthenticityStore extends aggregateStore<Authenticity, AuthenticityEvent>({ kind: 'authenticity', mapping: authenticityMapping, publishes: authenticityPublishes }) {}
