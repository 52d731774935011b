import type { EntitySchema } from 'typeorm';
<<<<<<< HEAD
import { deliveryNoteMapping } from './delivery-note.mapping';
import { followUpMapping } from './follow-up.mapping';
import { pickingMapping } from './picking.mapping';
import { shipmentMapping } from './shipment.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [
  pickingMapping, deliveryNoteMapping, shipmentMapping, followUpMapping,
];
=======
import { partsRequestMapping } from './parts-request.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [partsRequestMapping];
>>>>>>> inv
