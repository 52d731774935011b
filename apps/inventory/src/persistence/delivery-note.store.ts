import { aggregateStore } from '@aftercare/event-store';
import type { DeliveryNote, NoteEvent } from '../domain/delivery-note';
import { notePublishes } from '../publishes';
import { deliveryNoteMapping } from './delivery-note.mapping';

export class DeliveryNoteStore extends aggregateStore<DeliveryNote, NoteEvent>({ kind: 'delivery-note', mapping: deliveryNoteMapping, publishes: notePublishes }) {}
