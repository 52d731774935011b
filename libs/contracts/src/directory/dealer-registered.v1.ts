import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { code, money, nullable, oneOf } from '../fields';

/**
 * A dealer or service station is on file like this. The event comes again, complete, when the record has changed. Its name, address and
 * the person to talk to stay in `directory`.
 */
export const DealerRegisteredV1 = defineEvent({
  type: 'aftercare.directory.dealer.registered.v1',
  meaning: { zh: '经销商已建档或已变更：所属机构、上级、重点客户代表', en: 'A dealer was registered or has changed: branch, parent, representative' },
  keyField: 'dealerCode',
  branchField: 'branchId',
  personalData: 'ids',
  fields: {
    dealerCode: code(),
    branchId: code(),
    role: oneOf('dealer', 'service_station'),
    parentDealerCode: nullable(code()),
    keyAccount: Type.Boolean(),
    /** The member of staff who answers for a key account. */
    representativeId: nullable(code()),
    /** Up to so much he may owe us before finance has to agree; `null`: no limit was set. */
    creditLimit: Type.Optional(nullable(money())),
    currency: Type.Optional(nullable(code())),
  },
  example: { dealerCode: 'DL005', branchId: 'BR05', role: 'dealer', parentDealerCode: null, keyAccount: true, representativeId: 'ST030', creditLimit: '18000.00', currency: 'CNY' },
});
export type DealerRegisteredV1 = DataOf<typeof DealerRegisteredV1>;
