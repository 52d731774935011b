import type { EntitySchema } from 'typeorm';
import { deliveryNoteMapping } from './delivery-note.mapping';
import { followUpMapping } from './follow-up.mapping';
import { partsRequestMapping } from './parts-request.mapping';
import { pickingMapping } from './picking.mapping';
import { shipmentMapping } from './shipment.mapping';
import { transferMapping } from './transfer.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [partsRequestMapping, pickingMapping, deliveryNoteMapping, shipmentMapping, followUpMapping, transferMapping];
