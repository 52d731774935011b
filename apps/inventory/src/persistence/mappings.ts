import type { EntitySchema } from 'typeorm';
import { carrierClaimMapping } from './carrier-claim.mapping';
import { dealerPaymentMapping } from './dealer-payment.mapping';
import { deliveryNoteMapping } from './delivery-note.mapping';
import { discrepancyMapping } from './discrepancy.mapping';
import { followUpMapping } from './follow-up.mapping';
import { loanMapping } from './loan.mapping';
import { pastShipmentMapping } from './past-shipment.mapping';
import { partsRequestMapping } from './parts-request.mapping';
import { pickingMapping } from './picking.mapping';
import { shipmentMapping } from './shipment.mapping';
import { stockCountMapping } from './stock-count.mapping';
import { transferMapping } from './transfer.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [partsRequestMapping, pickingMapping, deliveryNoteMapping, shipmentMapping, followUpMapping, transferMapping, stockCountMapping, discrepancyMapping, carrierClaimMapping, loanMapping, pastShipmentMapping, dealerPaymentMapping];
