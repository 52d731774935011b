import { given } from '@aftercare/testing';
import * as fc from 'fast-check';
import { Picking, type PickingEvent } from './picking';
import { openPickingStates, pickingLeadsTo, pickingMoves, pickingMovesFor, pickingStates, type PickingMove, type PickingState } from './picking.lifecycle';

const [keeper, checker, colleague] = ['ST031', 'ST030', 'ST029'];
const at = new Date('2026-07-06T02:00:00Z');
const details = {
  id: '0192f0c1-2d6e-7abc-8def-0123456789ab', number: 'PK-HZ-2026-000001', branchId: 'BR05', requestId: '0192f0c1-2d6e-7abc-8def-0123456789ac', ticketId: null, location: 'WH-BR05',
};
const noteId = '0192f0c1-2d6e-7abc-8def-0123456789ad';
/** Four of PT101 on two lines of the request, two of PT102 on a third. */
const reserved = [{ lineNo: 1, part: 'PT101', qty: 3 }, { lineNo: 2, part: 'PT102', qty: 2 }, { lineNo: 3, part: 'PT101', qty: 1 }];
const counts = [{ part: 'PT101', qty: 4 }, { part: 'PT102', qty: 2 }];

const started = () => Picking.start(details, reserved, keeper, at).picking;
const after = (picking: Picking, ...changes: ((picking: Picking) => unknown)[]): Picking => {
  for (const change of changes) change(picking);
  return picking;
};
const scanned = () => after(started(), ...counts.map((count) => (p: Picking) => p.scan(count, keeper, at)));
const picked = () => after(scanned(), (p) => p.finish([], keeper, at));
const checked = () => after(picked(), (p) => p.check(counts, checker, at));

describe('picking', () => {
  it('begins with what the request has reserved, and with nothing it does not begin', () => {
    expect(Picking.start(details, [...reserved, { lineNo: 4, part: 'PT103', qty: 0 }], keeper, at).picking).toMatchObject({ state: 'picking', picker: keeper, lines: reserved.map(({ lineNo, part, qty }) => ({ lineNo, part, toPick: qty, picked: 0, checked: null })) });
    given(null).when(() => Picking.start(details, [{ lineNo: 1, part: 'PT101', qty: 0 }], keeper, at).events).thenRefused('picking.nothing-reserved');
  });

  it('is stopped by a part that nobody asked for', () => {
    given(started()).when((p) => p.scan({ part: 'PT103', qty: 1 }, keeper, at)).thenRefused('picking.wrong-part');
  });

  it('is stopped by a piece more than is to be picked, over all lines of the part', () => {
    given(started()).when((p) => p.scan({ part: 'PT101', qty: 5 }, keeper, at)).thenRefused('picking.over-approved');
    given(scanned()).when((p) => p.scan({ part: 'PT101', qty: 1 }, keeper, at)).thenRefused('picking.over-approved');
    expect(scanned().lines.map(({ picked: n }) => n)).toEqual([3, 2, 1]);
  });

  it.each([0, -1, 1.5, 1e9, Number.NaN])('takes %p pieces for none of its own', (qty) => {
    given(started()).when((p) => p.scan({ part: 'PT101', qty }, keeper, at)).thenRefused('parts.quantity-invalid');
  });

  it('is one keeper’s work', () => {
    given(started()).when((p) => p.scan({ part: 'PT101', qty: 1 }, colleague, at)).thenRefused('picking.not-yours');
    given(scanned()).when((p) => p.finish([], colleague, at)).thenRefused('picking.not-yours');
  });

  it('ends short only with a reason for each part that is missing, and gives that back', () => {
    const short = () => after(started(), (p) => p.scan({ part: 'PT101', qty: 2 }, keeper, at), (p) => p.scan({ part: 'PT102', qty: 2 }, keeper, at));
    given(short()).when((p) => p.finish([], keeper, at)).thenRefused('picking.short-reason-missing');
    given(short()).when((p) => p.finish([{ part: 'PT102', reason: 'stockout' }], keeper, at)).thenRefused('picking.not-short');
    given(short()).when((p) => p.finish([{ part: 'PT101', reason: 'could_not_locate' }], keeper, at)).then([
      { type: 'PickingFinished', givenBack: [{ lineNo: 1, qty: 1, short: 'could_not_locate' }, { lineNo: 3, qty: 1, short: 'could_not_locate' }], by: keeper, at },
    ]);
  });

  it('that found nothing at all is over at once', () => {
    const picking = started();
    given(picking).when((p) => p.finish([{ part: 'PT101', reason: 'stockout' }, { part: 'PT102', reason: 'stockout' }], keeper, at)).then([
      { type: 'PickingPutBack', givenBack: reserved.map(({ lineNo, qty }) => ({ lineNo, qty, short: 'stockout' as const })), by: keeper, at },
    ]);
    expect(picking.state).toBe('put_back');
  });
});

describe('checking', () => {
  it('is never the picker’s', () => {
    given(picked()).when((p) => p.check(counts, keeper, at)).thenRefused('picking.picker-is-checker');
    given(picked()).when((p) => p.startCheck(keeper, at)).thenRefused('picking.picker-is-checker');
    given(picked()).when((p) => p.sendBack(keeper, at)).thenRefused('picking.picker-is-checker');
  });

  it.each([
    ['too few', [{ part: 'PT101', qty: 3 }, { part: 'PT102', qty: 2 }]],
    ['too many', [{ part: 'PT101', qty: 5 }, { part: 'PT102', qty: 2 }]],
    ['a part left out', [{ part: 'PT101', qty: 4 }]],
    ['a part that was not picked', [...counts, { part: 'PT103', qty: 1 }]],
  ])('refuses %s and changes nothing', (_what, wrong) => {
    const picking = picked();
    given(picking).when((p) => p.check(wrong, checker, at)).thenRefused('picking.count-mismatch');
    expect(picking).toEqual(picked());
  });

  it('counts in any portions, by whoever has it in hand', () => {
    const picking = after(picked(), (p) => p.startCheck(colleague, at), (p) => p.check([{ part: 'PT102', qty: 2 }, { part: 'PT101', qty: 1 }, { part: 'PT101', qty: 3 }], checker, at));
    expect(picking).toMatchObject({ state: 'checked', checker, lines: [{ checked: 3 }, { checked: 2 }, { checked: 1 }] });
  });

  it('sends back what does not fit: it is picked anew', () => {
    const picking = after(picked(), (p) => p.sendBack(checker, at));
    expect(picking).toMatchObject({ state: 'picking', checker: null, lines: [{ toPick: 3, picked: 0 }, { toPick: 2, picked: 0 }, { toPick: 1, picked: 0 }] });
  });
});

describe('the end of a picking', () => {
  it('is a note of what was checked, once', () => {
    given(picked()).when((p) => p.issueNote(noteId, keeper, at)).thenRefused('picking.not-checked');
    const picking = after(checked(), (p) => p.issueNote(noteId, keeper, at));
    given(picking).when((p) => p.issueNote(noteId, keeper, at)).thenRefused('picking.on-a-note');
    given(picking).when((p) => p.putBack(counts, keeper, at)).thenRefused('picking.on-a-note');
  });

  it('or the shelf, scanned piece by piece', () => {
    given(checked()).when((p) => p.putBack([{ part: 'PT101', qty: 4 }], keeper, at)).thenRefused('picking.put-back-mismatch');
    given(checked()).when((p) => p.putBack(counts, colleague, at)).then([{ type: 'PickingPutBack', givenBack: reserved.map(({ lineNo, qty }) => ({ lineNo, qty, short: null })), by: colleague, at }]);
  });
});

const moves: Readonly<Record<PickingMove, (picking: Picking) => PickingEvent[]>> = {
  scan: (p) => p.scan({ part: 'PT101', qty: 1 }, keeper, at),
  finish: (p) => p.finish(p.lines.filter((l) => l.picked < l.toPick).map(({ part }) => ({ part, reason: 'stockout' })), keeper, at),
  start_check: (p) => p.startCheck(checker, at),
  check: (p) => p.check(p.lines.map(({ part, picked: qty }) => ({ part, qty })), checker, at),
  send_back: (p) => p.sendBack(checker, at),
  pack: (p) => p.pack({ boxes: 1, weightG: 800 }, keeper, at),
  issue_note: (p) => p.issueNote(noteId, keeper, at),
  put_back: (p) => p.putBack(p.lines.map(({ part, picked: qty }) => ({ part, qty })), keeper, at),
};

describe('the life of a picking', () => {
  it('is what its table says: any other move is refused and changes nothing, and every piece is given back at most once', () => {
    const seen = new Set<PickingState>();
    const all = Object.keys(moves) as PickingMove[];
    // By chance alone four hundred walks may never come to the end of a life.
    const life: readonly PickingMove[] = ['scan', 'finish', 'start_check', 'check', 'pack', 'issue_note'];
    fc.assert(
      fc.property(fc.nat(life.length), fc.array(fc.nat(999), { maxLength: 14 }), (begun, walk) => {
        const picking = started();
        let given = 0;
        for (const turn of [...life.slice(0, begun), ...walk]) {
          seen.add(picking.state);
          const [from, before] = [picking.state, JSON.stringify(picking)];
          const allowed = all.filter((move) => pickingLeadsTo(move, from) !== undefined);
          // Mostly what is allowed, so that long lives are lived.
          const choose = (at: number): PickingMove => {
            const among = at % 5 === 0 || allowed.length === 0 ? all : allowed;
            return among[at % among.length]!;
          };
          const move = typeof turn === 'string' ? turn : choose(turn);
          try {
            given += moves[move](picking).flatMap((e) => ('givenBack' in e ? e.givenBack : [])).reduce((sum, { qty }) => sum + qty, 0);
            // A picking that found nothing ends at its finish.
            expect([pickingLeadsTo(move, from), ...(move === 'finish' ? ['put_back'] : [])]).toContain(picking.state);
          } catch (refusal) {
            const { code } = refusal as { code?: string };
            if (code === undefined) throw refusal;
            const because = [...(pickingLeadsTo(move, from) === undefined ? ['picking.move-not-allowed', 'picking.not-checked'] : []), ...(picking.noteId === null ? [] : ['picking.on-a-note']), ...(move === 'scan' ? ['picking.over-approved', 'picking.wrong-part'] : [])];
            expect(because).toContain(code);
            expect(JSON.stringify(picking)).toBe(before);
          }
          const inHand = picking.state === 'put_back' ? 0 : picking.lines.reduce((sum, l) => sum + (picking.state === 'picking' ? l.toPick : l.picked), 0);
          expect(inHand + given).toBe(6);
          expect(pickingMovesFor(picking).every((next) => pickingLeadsTo(next, picking.state) !== undefined)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect([...seen].toSorted()).toEqual([...pickingStates].toSorted());
  });

  it('has an end and an owner for every state', () => {
    for (const state of pickingStates) expect([state, openPickingStates.includes(state)]).toEqual([state, Object.values(pickingMoves).some(({ leads }) => state in leads)]);
  });
});
