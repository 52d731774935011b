import { defineEvent, type DataOf } from '../event-contract';
import { actor, code, day, instant, money, oneOf, uuid } from '../fields';

/** A carrier is held liable for goods that he lost or broke. */
export const CarrierClaimMadeV1 = defineEvent({
  type: 'aftercare.inventory.carrier_claim.made.v1',
  meaning: { zh: '应向承运商索赔', en: 'A carrier owes us for goods' },
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
  example: { claimId: '019a5d5e-7c00-7000-8000-000000000084', branchId: 'BR07', discrepancyId: '019a5d5e-7c00-7000-8000-000000000081', carrier: 'CR02', amount: '10.13', currency: 'CNY', deadline: '2026-08-14', recovered: '0.00', state: 'open', by: 'DL019', at: '2026-07-15T06:30:00.000Z' },
});
export type CarrierClaimMadeV1 = DataOf<typeof CarrierClaimMadeV1>;
