import { TicketImportedV1, TicketOpenedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import * as fc from 'fast-check';
import { countOpenings, type Count } from './tickets-by-day';

type Opened = ReceivedEvent<DataOf<typeof TicketOpenedV1> | DataOf<typeof TicketImportedV1>>;

const opened = fc
  .record({ branchId: fc.constantFrom('BR05', 'BR06'), openedOn: fc.constantFrom('2026-07-06', '2026-07-07'), type: fc.constantFrom('complaint', 'repair', 'call') })
  .chain((data) => fc.constantFrom(TicketOpenedV1, TicketImportedV1).map(({ example }) => ({ data: { ...example, ...data } }) as Opened));

const total = (counts: readonly Count[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { branchId, day, type, opened: n } of counts) sums[`${branchId} ${day} ${type}`] = (sums[`${branchId} ${day} ${type}`] ?? 0) + n;
  return sums;
};

describe('counting openings', () => {
  it('gives the same figures however a stream is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(opened, { maxLength: 60 }), fc.nat(60), (events, cut) => {
        const whole = total(countOpenings(events));
        const parts = total([...countOpenings(events.slice(0, cut)), ...countOpenings(events.slice(cut))]);
        expect(parts).toEqual(whole);
        expect(Object.values(whole).reduce((sum, n) => sum + n, 0)).toBe(events.length);
      }),
    );
  });

  it('names each row once, in the one order in which rows are locked', () => {
    fc.assert(
      fc.property(fc.array(opened, { maxLength: 60 }), (events) => {
        const cells = countOpenings(events).map((c) => `${c.branchId} ${c.day} ${c.type}`);
        expect(cells).toEqual([...new Set(cells)].toSorted());
      }),
    );
  });
});
