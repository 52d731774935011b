import { sampleFile, sampleRows, tablesSent, verdictsOf, type ServiceUnderTest } from '@aftercare/testing';
import { TicketsUnderTest } from '../tickets.fixture';
import type { TicketInFull } from '../features/ticket/get-ticket';
import type { OpenedTicket } from '../features/ticket/open-ticket';
import type { TicketTimeline } from '../features/ticket/show-timeline';

const history = sampleFile('history/tickets.csv');
const rows = sampleRows('history/tickets.csv');
const [header = ''] = history.toString().split('\n');

let house: TicketsUnderTest;
let tickets: ServiceUnderTest;

beforeAll(async () => {
  house = await TicketsUnderTest.start();
  tickets = house.service;
  await house.knowFactory();
}, 60_000);
afterAll(() => house?.stop());

const { send: sent, apply } = tablesSent(() => tickets);
const send = (bytes: Buffer, more?: Parameters<typeof sent>[2]) => sent('tickets', bytes, more);
const sheet = (...lines: string[]): Buffer => Buffer.from([header, ...lines].join('\n'));
const counts = async () => (await tickets.rows<object>("SELECT (SELECT count(*) FROM ticket)::int AS tickets, (SELECT count(*) FROM event)::int AS events, (SELECT count(*) FROM timer WHERE kind NOT LIKE 'import.%')::int AS timers"))[0];
const view = async (number: string) => (await (await tickets.as('auditor')).get<TicketInFull>(`/tickets/${number}`)).body;

describe('the past year', () => {
  it('gets on file as it was, each ticket with one fact on its own day, and wakes nobody; again, it changes nothing', async () => {
    const { body } = await send(history);
    expect([body.accepted, body.rejected, verdictsOf(body)]).toEqual([rows.length, 0, []]);
    expect(await apply(body.id)).toMatchObject({ applied: rows.length, changed: rows.length });
    expect(await counts()).toEqual({ tickets: rows.length, events: rows.length, timers: 0 });
    const stored = await tickets.rows<{ cell: string; events: number }>(
      `SELECT concat_ws(' ', e.branch_id, p.data ->> 'openedOn', p.data ->> 'type', p.data ->> 'state') AS cell, count(*)::int AS events
         FROM event e, LATERAL (SELECT convert_from(payload, 'UTF8')::jsonb AS data) p
        WHERE e.type = 'aftercare.tickets.ticket.imported.v1' AND e.occurred_at = (p.data ->> 'openedOn')::date::timestamp AT TIME ZONE 'Asia/Shanghai' GROUP BY 1`);
    const expected: Record<string, number> = {};
    for (const row of rows) {
      const cell = [row['branch_code'], row['opened_on'], row['type'], row['state']].join(' ');
      expected[cell] = (expected[cell] ?? 0) + 1;
    }
    expect(Object.fromEntries(stored.map(({ cell, events }) => [cell, events]))).toEqual(expected);
    const before = await counts();
    const again = await send(Buffer.concat([history, Buffer.from('\n')]));
    expect(await apply(again.body.id)).toMatchObject({ accepted: rows.length, applied: rows.length, changed: 0 });
    expect(await counts()).toEqual(before);
  }, 60_000);

  it('is shown as tickets are: state, persons, days, and what happened in its order', async () => {
    expect(await view('TK-JN-2025-000001')).toMatchObject({
      branchId: 'BR03', type: 'repair', channel: 'phone', state: 'closed', ownerId: 'ST022', customerCode: 'CU00058', dealerCode: 'DL015', serial: 'YG2408000495', faultCode: 'PUMP-02',
      priority: 'normal', contactId: null, openedAt: '2025-06-30T16:00:00.000Z', resolvedAt: '2025-07-04T16:00:00.000Z', closedAt: '2025-07-06T16:00:00.000Z', responseDueAt: null, can: [],
    });
    await house.catchUp();
    const { items } = (await (await tickets.as('auditor')).get<TicketTimeline>('/tickets/TK-JN-2025-000001/timeline')).body;
    expect(items.map(({ fact, at }) => [fact, at])).toEqual([
      ['imported', '2025-06-30T16:00:00.000Z'], ['resolved', '2025-07-04T16:00:00.000Z'], ['closed', '2025-07-06T16:00:00.000Z'],
    ]);
    expect(items[0]?.details).toMatchObject({ source: 'sample', partyRole: 'dealer', ruling: null });
  });

  it('gives its numbers to nobody else: ours go on after them', async () => {
    const highest = rows.flatMap((row) => /^TK-HZ-2026-(\d+)$/.exec(row['ticket_no']!)?.[1] ?? []).sort().at(-1);
    const opened = async () => (await (await tickets.as('clerk')).post<OpenedTicket>('/tickets', { channel: 'phone', caller: '19900001389', kind: 'complaint', words: '又漏了' })).body.number;
    const year = new Date().getUTCFullYear();
    await tickets.rows("UPDATE document_number SET year = $1 WHERE branch_id = 'BR05' AND kind = 'TK' AND year = 2026", year);
    expect(await opened()).toBe(`TK-HZ-${year}-${String(Number(highest) + 1).padStart(6, '0')}`);
  });
});

describe('rows of an earlier system', () => {
  const row = (number: string, over: Partial<Record<string, string>> = {}): string => {
    const values: Record<string, string> = { ...rows[0]!, branch_code: 'BR05', ticket_no: number, ...over };
    return header.split(',').map((field) => values[field]).join(',');
  };

  it('are judged by what is on file, by their days, and by their state', async () => {
    await house.open(30, { number: 'OLD-7' });
    const { body } = await send(sheet(
      row('OLD-1'), row('OLD-2', { type: '投诉', channel: 'portal', state: '已关闭', ruling: '我方责任', party_role: '' }), row('OLD-3', { customer_code: 'CU99999' }), row('OLD-4', { serial: 'YG0000000000' }),
      row('OLD-5', { resolved_on: '2025-06-30' }), row('OLD-6', { closed_on: '' }), row('OLD-7'), row('TK-JN-2025-000001'), row('OLD-8', { opened_on: '2999-01-01' }), row('OLD-1', { priority: 'high' }),
      row('OLD-9', { state: 'lost' }), row('OLD-10', { owner_code: '' }),
    ), { source: 'old' });
    expect([body.accepted, verdictsOf(body)]).toEqual([2, [
      '4 UNKNOWN_REFERENCE customer_code', '5 UNKNOWN_REFERENCE serial', '6 DATE_INVALID resolved_on', '7 VALUE_MISSING closed_on', '8 CODE_DUPLICATE ticket_no', '9 CODE_DUPLICATE ticket_no',
      '10 DATE_INVALID opened_on', '11 CODE_DUPLICATE ticket_no', '12 UNKNOWN_REFERENCE state', '13 VALUE_MISSING owner_code',
    ]]);
    expect((await apply(body.id)).changed).toBe(2);
    expect(await view('OLD-2')).toMatchObject({ type: 'complaint', channel: 'web', state: 'closed' });
  });

  it('reach no other branch than those of who sends them', async () => {
    const { body } = await send(sheet(row('OLD-21'), row('OLD-22', { branch_code: 'BR01' })), { source: 'old', who: 'branchManager' });
    expect([body.accepted, verdictsOf(body)]).toEqual([1, ['3 UNKNOWN_REFERENCE branch_code']]);
    expect((await apply(body.id, 'branchManager')).changed).toBe(1);
    expect((await send(sheet(row('OLD-23')), { source: 'old', who: 'clerk' })).status).toBe(403);
  });

  it('that were left open are worked on, and stay as they are when their row comes again', async () => {
    const left = row('OLD-31', { state: 'in_progress', resolved_on: '', closed_on: '', owner_code: 'ST030' });
    await apply((await send(sheet(left), { source: 'old' })).body.id);
    const { id } = await view('OLD-31');
    const clerk = await tickets.as('clerk');
    expect((await clerk.post(`/tickets/${id}/hold`, { waitingFor: 'parts' })).status).toBe(200);
    expect((await apply((await send(sheet(left, row('OLD-32')), { source: 'old' })).body.id)).changed).toBe(1);
    expect(await view('OLD-31')).toMatchObject({ state: 'waiting', waitingFor: 'parts', version: 2 });
    expect(await house.factsOf(id)).toEqual(['imported', 'put_on_hold']);
  });

  it('whose number somebody else has got since they were judged are refused by name, and nothing of them is on file', async () => {
    const { body } = await send(sheet(row('OLD-41'), row('OLD-42')), { source: 'old' });
    await house.open(30, { number: 'OLD-42' });
    const before = await counts();
    expect(await (await tickets.as('admin')).post(`/imports/${body.id}/apply`, {})).toMatchObject({ status: 409, body: { type: '/problems/ticket.number-taken', detail: expect.stringContaining('OLD-42') } });
    expect(await counts()).toEqual(before);
  });
});
