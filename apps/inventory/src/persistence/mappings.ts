import type { EntitySchema } from 'typeorm';
import { carrierClaimMapping } from './carrier-claim.mapping';
import { deliveryNoteMapping } from './delivery-note.mapping';
import { discrepancyMapping } from './discrepancy.mapping';
import { followUpMapping } from './follow-up.mapping';
import { partsRequestMapping } from './parts-request.mapping';
import { pickingMapping } from './picking.mapping';
import { shipmentMapping } from './shipment.mapping';
import { transferMapping } from './transfer.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [partsRequestMapping, pickingMapping, deliveryNoteMapping, shipmentMapping, followUpMapping, transferMapping, discrepancyMapping, carrierClaimMapping];
