import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, money, oneOf, uuid } from '../fields';

/** The carrier has paid what could be had of him, wholly, partly or not at all. */
export const CarrierClaimEndedV1 = defineEvent({
  type: 'aftercare.inventory.carrier_claim.ended.v1',
  meaning: { zh: '承运商索赔已结（追回或核销）', en: 'A claim on a carrier has ended' },
  keyField: 'claimId',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    claimId: uuid(),
    branchId: code(),
    discrepancyId: uuid(),
    carrier: code(),
    amount: money(),
    recovered: money(),
    currency: code(),
    /** By this day the carrier has to have it. */
    deadline: day(),
    state: oneOf('open', 'recovered', 'written_off'),
    by: actor(),
    at: instant(),
  },
  example: { claimId: '019a5d5e-7c00-7000-8000-000000000084', branchId: 'BR07', discrepancyId: '019a5d5e-7c00-7000-8000-000000000081', carrier: 'CR02', amount: '10.13', currency: 'CNY', deadline: '2026-08-14', recovered: '10.13', state: 'recovered', by: 'ST037', at: '2026-07-30T06:30:00.000Z' },
});
export type CarrierClaimEndedV1 = DataOf<typeof CarrierClaimEndedV1>;
