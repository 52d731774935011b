import { Money, RuleViolation } from '@aftercare/kernel';
import fc from 'fast-check';
import { accountName, balanceKey, bin, bins, fellShort, mostPieces, outside, party, settle, type Account, type Balance, type Transfer } from './stock';

const money = (text: string) => Money.of(text, 'CNY');
const price = () => money('3.33');
const document = { kind: 'stock_move', id: 'M1' } as const;
const move = (qty: number, from: Account, to: Account, more: Partial<Transfer> = {}): Transfer => ({ part: 'PT039', qty, from, to, reason: 'put_away', document, ...more });
const balance = (onHand: number, reserved: number, value: string): Balance => ({ onHand, reserved, value: money(value) });
const good = bin('WH-BR05', 'good');
const bad = bin('WH-BR05', 'bad');
const standing = (balances: ReadonlyMap<string, Balance>, account: Account) => {
  const { onHand, reserved, value } = balances.get(balanceKey('PT039', account))!;
  return [onHand, reserved, String(value)];
};
const given = (...balances: readonly (readonly [Account, Balance])[]) => new Map(balances.map(([account, one]) => [balanceKey('PT039', account), one]));

describe('pieces that leave a place', () => {
  it('take their share of its value, rounded; the last ones take what is left', () => {
    const before = given([good, balance(3, 0, '10.00')], [bad, balance(0, 0, '0')]);
    const { balances, values } = settle(before, price, [move(1, good, bad), move(1, good, bad), move(1, good, bad)]);
    expect(values.map(String)).toEqual(['3.33', '3.34', '3.33']);
    expect([standing(balances, good), standing(balances, bad)]).toEqual([[0, 0, '0.00'], [3, 0, '10.00']]);
  });

  it('are not those that are promised to somebody else', () => {
    const before = given([good, balance(5, 4, '5.00')], [bad, balance(0, 0, '0')]);
    expect(() => settle(before, price, [move(2, good, bad)])).toThrow(new RuleViolation('stock.insufficient', { part: 'PT039', location: 'WH-BR05', bin: 'good', asked: 2, available: 1 }));
    const kept = settle(before, price, [move(2, good, bad, { reservation: { requestId: 'R', lineNo: 1 } })]);
    expect(standing(kept.balances, good)).toEqual([3, 2, '3.00']);
  });
});

it('what comes from outside is worth what it cost, else what the catalogue says', () => {
  const before = given([outside('supplier'), balance(0, 0, '0')], [good, balance(1, 0, '1.00')]);
  const { balances } = settle(before, price, [move(2, outside('supplier'), good, { unitValue: '4.50' }), move(1, outside('supplier'), good)]);
  expect([standing(balances, good), standing(balances, outside('supplier'))]).toEqual([[4, 0, '13.33'], [-3, 0, '-12.33']]);
});

it.each([0, -1, 1.5, mostPieces + 1, 1e9, Number.NaN, Number.POSITIVE_INFINITY])('%p pieces are no quantity', (qty) => {
  const before = given([good, balance(5, 0, '5.00')], [bad, balance(0, 0, '0')]);
  expect(() => settle(before, price, [move(qty, good, bad)])).toThrow(expect.objectContaining({ code: 'stock.quantity-invalid' }));
});

it('whatever moves: no piece and no fen comes or goes, and no place holds less than nothing or than its promises', () => {
  const accounts: readonly Account[] = [...bins.map((one) => bin('WH-BR05', one)), outside('supplier'), outside('loss'), party('dealer', 'DL017')];
  const anyAccount = fc.constantFrom(...accounts);
  const anyMove = fc.record({ from: anyAccount, to: anyAccount, qty: fc.integer({ min: 1, max: 12 }), fen: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }) })
    .filter(({ from, to }) => accountName(from) !== accountName(to) && (from.kind === 'bin' || to.kind === 'bin'));
  const start = given(...accounts.map((account, at) => [account, account.kind === 'bin' ? balance(10, at === 0 ? 4 : 0, '33.34') : balance(0, 0, '0')] as const));
  const total = (balances: ReadonlyMap<string, Balance>): readonly [number, string] => [
    [...balances.values()].reduce((sum, { onHand }) => sum + onHand, 0), String([...balances.values()].reduce((sum, { value }) => sum.plus(value), money('0'))),
  ];
  fc.assert(fc.property(fc.array(anyMove, { maxLength: 40 }), (moves) => {
    let balances: ReadonlyMap<string, Balance> = start;
    for (const { from, to, qty, fen } of moves) {
      try {
        ({ balances } = settle(balances, price, [move(qty, from, to, { unitValue: fen === undefined ? undefined : (fen / 100).toFixed(2) })]));
      } catch (error) {
        expect(error).toMatchObject({ code: 'stock.insufficient' });
      }
      expect(total(balances)).toEqual([50, '166.70']);
      for (const account of accounts.filter(({ kind }) => kind === 'bin')) {
        const { onHand, reserved, value: worth } = balances.get(balanceKey('PT039', account))!;
        expect(onHand >= reserved && reserved >= 0 && worth.compare(money('0')) >= 0 && (onHand > 0 || worth.compare(money('0')) === 0)).toBe(true);
      }
    }
  }));
});

it('stock falls short once per fall', () => {
  expect([[5, 4], [4, 3], [3, 2], [3, 4], [4, 4]].map(([before, after]) => fellShort(before!, after!, 4))).toEqual([false, true, false, false, false]);
  expect(fellShort(0, 0, 0)).toBe(false);
});
