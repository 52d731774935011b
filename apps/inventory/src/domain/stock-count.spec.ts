import { Money } from '@aftercare/kernel';
import { given } from '@aftercare/testing';
import { StockCount, varianceLimit } from './stock-count';

const now = new Date('2026-07-06T06:00:00Z');
const details = { id: '0192f0c1-2d6e-7abc-8def-0123456789d1', branchId: 'BR05', location: 'WH-BR05', part: 'PT039', bin: 'good' as const };
const entered = (expected: number, counted: number, price = '100.00') => StockCount.enter({ ...details, expected, counted }, Money.of(price, 'CNY'), 'ST029', now);

describe('a count', () => {
  it.each<[string, number, number, string, string]>([
    ['the same', 9, 9, 'posted', '0.00'], ['fewer, up to the limit', 9, 4, 'posted', varianceLimit], ['more, up to the limit', 9, 14, 'posted', varianceLimit], ['fewer than that', 9, 3, 'waiting', '600.00'],
    ['more than that', 9, 15, 'waiting', '600.00'],
  ])('of %s is %s', (_what, expected, counted, state, variance) => {
    const { count, events } = entered(expected, counted);
    expect([count.state, count.variance, count.difference]).toEqual([state, variance, counted - expected]);
    expect(events.map(({ type }) => type)).toEqual([state === 'posted' ? 'StockCountPosted' : 'StockCountReferred']);
  });

  it('that waits is decided once, and by another person', () => {
    given(entered(9, 0).count).when((count) => count.approve('not_booked', 'ST029', now)).thenRefused('stock-count.own-count');
    given(entered(9, 0).count).when((count) => count.approve('doubtful', 'ST008', now)).thenRefused('stock-count.reason-not-for-it');
    const { count } = entered(9, 0);
    given(count).when((one) => one.approve('not_booked', 'ST008', now)).then([{ type: 'StockCountPosted', by: 'ST008', at: now }]);
    given(count).when((one) => one.decline('doubtful', 'ST008', now)).thenRefused('stock-count.decided-already');
    given(entered(9, 9).count).when((one) => one.approve('not_booked', 'ST008', now)).thenRefused('stock-count.decided-already');
  });

  it('of what cannot be counted is refused', () => {
    for (const counted of [-1, 0.5, 1e9]) expect(() => entered(1, counted)).toThrow(expect.objectContaining({ code: 'stock.count-invalid' }));
  });
});
