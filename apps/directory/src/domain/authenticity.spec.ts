import { Authenticity, codeAsked, type AskedDevice } from './authenticity';

const now = new Date('2026-03-02T01:20:00Z');
const device: AskedDevice = { serial: 'YG2509000003', branchId: 'BR05', dealerCode: 'DL014', customerId: null, soldOutsideArea: false };
/** As it stands on file before the first question. */
const unasked = (): Authenticity => {
  const blank = Object.create(Authenticity.prototype) as Authenticity;
  return Object.assign(blank, { id: 'a', branchId: 'FA01', serial: null, timesAsked: 0, firstAskedAt: null, lastAskedAt: null, suspected: [], version: 1 });
};
const reasons = (asked: ReturnType<Authenticity['ask']>) => asked.events.flatMap((event) => (event.type === 'AuthenticitySuspected' ? [event.reason] : []));

describe('authenticity', () => {
  it('is genuine, and from the third question on suspicious; that is told once', () => {
    const record = unasked();
    const answers = Array.from({ length: 5 }, () => record.ask(device, now));
    expect(answers.map(({ answer }) => [answer.verdict, answer.timesAsked, answer.warnings])).toEqual([
      ['genuine', 1, []], ['genuine', 2, []], ['genuine', 3, ['asked_often']], ['genuine', 4, ['asked_often']], ['genuine', 5, ['asked_often']],
    ]);
    expect(answers.map(reasons)).toEqual([[], [], ['asked_often'], [], []]);
    expect(record.branchId).toBe('BR05');
  });

  it('is unknown where no device has the code: the factory looks into it at once', () => {
    const record = unasked();
    const [first, second, third] = [record.ask(null, now), record.ask(null, now), record.ask(null, now)];
    expect([first.answer.verdict, reasons(first), reasons(second), reasons(third)]).toEqual(['unknown', ['unknown_code'], [], ['asked_often']]);
    expect(record.branchId).toBe('FA01');
  });

  it('tells of a device that was sold outside its dealer’s area', () => {
    const { answer, events } = unasked().ask({ ...device, soldOutsideArea: true }, now);
    expect([answer.verdict, answer.warnings, events[1]]).toEqual(['genuine', ['sold_outside_area'], expect.objectContaining({ reason: 'sold_outside_area' })]);
  });

  it.each([
    ['697756970000000027', '697756970000000027'],
    [' 6977 5697-0000 0000 27', '697756970000000027'],
    ['６９７７５６９７００００００００２７', '697756970000000027'],
    ['yg2509000003', 'YG2509000003'],
  ])('reads %j as %s', (text, code) => expect(codeAsked(text)).toBe(code));

  it.each(['', '697756970000000020', '6.97757E+17', '69775697000000002', 'YG25', "1' OR '1'='1"])('refuses %j', (text) => {
    expect(() => codeAsked(text)).toThrow('authenticity.code-malformed');
  });
});
