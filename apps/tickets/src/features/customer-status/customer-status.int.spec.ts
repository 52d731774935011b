import { systemPrincipal } from '@aftercare/auth';
import { CarrierRegisteredV1, ShipmentDispatchedV1, ShipmentLateV1, type EventContract, type ReceivedEvent } from '@aftercare/contracts';
import { newId } from '@aftercare/kernel';
import { request } from '@aftercare/testing';
import { Carriers } from '../../projections/carriers';
import { Timeline } from '../../projections/timeline';
import { TicketsUnderTest } from '../../tickets.fixture';
import type { CustomerLink } from './show-customer-link';
import type { CustomerStatus } from './show-customer-status';

let house: TicketsUnderTest;
beforeAll(async () => {
  house = await TicketsUnderTest.start();
});
afterAll(() => house?.stop());

const link = async (id: string): Promise<CustomerLink> => (await (await house.service.as('clerk')).get<CustomerLink>(`/tickets/${id}/customer-link`)).body;
/** Without a token of anybody. */
const seen = (token: string) => request(house.service.url).get<CustomerStatus>(`/customer-status/${token}`);
const told = (contract: EventContract, more: object) => ({ id: newId(), type: contract.type, sequence: 1, occurredAt: new Date(), data: { ...contract.example, branchId: 'BR05', ...more } }) as unknown as ReceivedEvent<never>;

describe('how a ticket stands, for whoever has its link', () => {
  it('is shown without signing in: what is promised and where the parts are, and nothing of anybody', async () => {
    const id = await house.open(30, { customerId: '0192f0c1-2d6e-7abc-8def-0123456789ad', dealerCode: 'DL017' });
    await house.service.database.withTx({ principal: systemPrincipal('tickets', '*'), branches: '*' }, async (tx) => {
      await new Carriers().apply([told(CarrierRegisteredV1, {})], tx);
      await new Timeline().apply([told(ShipmentDispatchedV1, { ticketIds: [id] }), told(ShipmentLateV1, { ticketIds: [id] })], tx);
    });
    const { token, number, expiresAt } = await link(id);
    expect([token, expiresAt]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), null]);
    expect(await link(number)).toEqual({ token, number, expiresAt });
    const { status, body } = await seen(token);
    expect([status, body]).toEqual([200, {
      number, type: 'complaint', state: 'assigned', waitingFor: null, openedAt: expect.any(String), takenUp: false, promisedAt: expect.any(String), escalated: false, resolvedAt: null, silentConsentAt: null, closedAt: null,
      parcels: [{ carrier: CarrierRegisteredV1.example.name, waybill: 'KDA2026S01001', state: 'late', promisedOn: '2026-07-07', arrivedOn: null }], zone: 'Asia/Shanghai', asOf: expect.any(String),
    }]);
    expect(JSON.stringify(body)).not.toMatch(/ST0|DL0|0192f0c1-2d6e/);
  });

  it('is one and the same 404 for a link that is wrong, of something else, or too old', async () => {
    const id = await house.open();
    const { token } = await link(id);
    await house.service.admin.query("UPDATE ticket SET state = 'closed', closed_at = business_now() - interval '30 days' WHERE id = $1", [id]);
    const answers = await Promise.all([token, newId().replaceAll('-', ''), id.replaceAll('-', ''), id, token.toUpperCase(), `${token}0`, token.slice(1), "' OR true --".replaceAll(' ', '%20')].map(seen));
    expect(answers.map(({ status, body }) => [status, (body as unknown as { type: string }).type])).toEqual(answers.map(() => [404, '/problems/customer-link.not-found']));
    await house.service.admin.query("UPDATE ticket SET closed_at = closed_at + interval '1 hour' WHERE id = $1", [id]);
    expect((await seen(token)).body).toMatchObject({ state: 'closed', promisedAt: null });
  });

  it('is told by who works on the ticket only', async () => {
    const id = await house.open();
    expect((await (await house.service.as('hqAnalyst')).get(`/tickets/${id}/customer-link`)).status).toBe(403);
    expect((await request(house.service.url).get(`/tickets/${id}/customer-link`)).status).toBe(401);
    expect((await (await house.service.as('clerk')).get(`/tickets/${newId()}/customer-link`)).status).toBe(404);
  });
});
