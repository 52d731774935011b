import { systemPrincipal } from '@aftercare/auth';
import {
  BranchRegisteredV1, CalendarPublishedV1, CarrierRegisteredV1, DealerRegisteredV1, DeviceRegisteredV1, EscalationPlanPublishedV1, FaultCodeRegisteredV1, PriorityMatrixPublishedV1, ServicePolicyPublishedV1, StaffRegisteredV1,
  type EventContract, type EventData, type ReceivedEvent,
} from '@aftercare/contracts';
import type { Tx } from '@aftercare/event-store';
import { TicketsUnderTest } from '../tickets.fixture';
import { Branches } from './branches';
import { Calendars } from './calendars';
import { Carriers } from './carriers';
import { Dealers } from './dealers';
import { Devices } from './devices';
import { EscalationPlans } from './escalation-plans';
import { FaultCodes } from './fault-codes';
import { PriorityMatrix } from './priority-matrix';
import { ServicePolicies } from './service-policies';
import { Staff } from './staff';

let house: TicketsUnderTest;
beforeAll(async () => void (house = await TicketsUnderTest.start()));
afterAll(() => house?.stop());

type Apply = (events: readonly ReceivedEvent<never>[], tx: Tx) => Promise<void>;
const camel = (column: string): string => column.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());

describe('what directory and inventory have told of', () => {
  it.each<[string, { apply: Apply }, EventContract, Record<string, string>, EventData, EventData]>([
    ['branch', new Branches(), BranchRegisteredV1, { id: 'branchId' }, { branchId: 'BR71' }, { zone: 'Asia/Urumqi', parentId: null }],
    ['staff', new Staff(), StaffRegisteredV1, { id: 'staffId' }, { staffId: 'ST701' }, { skills: ['glass_bonding'], relatives: [], active: false }],
    ['calendar', new Calendars(), CalendarPublishedV1, { code: 'calendarCode' }, { calendarCode: 'CN-X' }, { zone: 'Asia/Urumqi' }],
    ['dealer', new Dealers(), DealerRegisteredV1, { code: 'dealerCode' }, { dealerCode: 'DL701' }, { keyAccount: false, representativeId: null }],
    ['device', new Devices(), DeviceRegisteredV1, {}, { serial: 'YG7109000003' }, { customerId: null, repairUntil: null }],
    ['carrier', new Carriers(), CarrierRegisteredV1, { code: 'carrierCode' }, { carrierCode: 'CR71' }, { name: '庚号快递' }],
    ['fault_code', new FaultCodes(), FaultCodeRegisteredV1, { code: 'faultCode' }, { faultCode: 'HEAT-71' }, { familyCode: 'PUMP' }],
    ['service_policy', new ServicePolicies(), ServicePolicyPublishedV1, { code: 'policyCode' }, { policyCode: 'SP701', version: 3 }, { resolutionMin: 7 }],
    ['priority_matrix', new PriorityMatrix(), PriorityMatrixPublishedV1, { code: 'matrixCode' }, { matrixCode: 'PX' }, { version: 9 }],
    ['escalation_plan', new EscalationPlans(), EscalationPlanPublishedV1, { code: 'planCode' }, { planCode: 'EX', validFrom: '2025-07-01' }, { tiers: [] }],
  ])('%s is kept as it was told last, heard at once or one by one', async (table, { apply }, contract, names, key, change) => {
    const [first, last] = [{ ...contract.example, ...key }, { ...contract.example, ...key, ...change }];
    const [other] = [{ ...contract.example, ...Object.fromEntries(Object.entries(key).map(([name, value]) => [name, typeof value === 'string' && !/^\d{4}-/.test(value) ? value.replace(/.$/, '9') : value])) }];
    const hear = (...told: EventData[]) => house.service.database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, (tx) => apply(told.map((data) => ({ data })) as never, tx));
    const of = (said: EventData) => house.service.rows<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${table} t WHERE to_jsonb(t) @> $1::jsonb`,
      JSON.stringify(Object.fromEntries(Object.keys(key).map((name) => [Object.entries(names).find(([, told]) => told === name)?.[0] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), said[name]]))),
    );
    const { calendarCode: _code, ...spec } = last as EventData;
    const told = (row: Record<string, unknown>): EventData => Object.fromEntries(Object.keys(row).map((column) => [column, table === 'calendar' && column === 'spec' ? spec : last[names[column] ?? camel(column)]]));
    await hear(first);
    await hear(first, other, last);
    const [kept, ...more] = await of(last);
    expect([kept!.row, more]).toEqual([told(kept!.row), []]);
    expect(await of(other)).toHaveLength(1);
    await hear(first);
    await hear(last);
    expect(await of(last)).toEqual([kept]);
  });
});
