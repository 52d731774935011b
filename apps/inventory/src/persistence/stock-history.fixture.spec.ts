import { contradictions, type Told } from './stock-history.fixture';

const told = (began: number, ended: number, got: number, more: Partial<Told> = {}): Told => ({ began, ended, what: 'promised', wanted: got, partial: false, got, ...more });

describe('a history of one shelf with five pieces', () => {
  it.each<[string, readonly Told[]]>([
    ['is believed where one comes after the other', [told(0, 1, 3), told(2, 3, 2), told(4, 5, 0, { wanted: 1 })]],
    ['is believed where two overlap, in whichever order they came', [told(0, 9, 5), told(1, 8, 0, { wanted: 5 })]],
    ['is believed where what was taken back in the meantime was promised again', [told(0, 1, 5), told(2, 8, 5, { what: 'free' }), told(3, 7, 5)]],
    ['is believed where somebody was content with the rest', [told(0, 1, 3), told(2, 3, 2, { wanted: 4, partial: true })]],
    ['has nothing to do with what leaves', [told(0, 1, 5), told(2, 3, 5, { what: 'gone' }), told(4, 5, 0, { wanted: 1 })]],
  ])('%s', (_what, history) => expect(contradictions(history, 5)).toEqual([]));

  it.each<[string, readonly Told[], RegExp]>([
    ['a piece is promised twice', [told(0, 1, 3), told(2, 3, 3)], /^3 promised where at most 2/],
    ['a piece is promised before it was taken back', [told(0, 1, 5), told(2, 3, 1), told(4, 5, 5, { what: 'free' })], /^1 promised where at most 0/],
    ['somebody is refused what is there', [told(0, 1, 3), told(2, 3, 0, { wanted: 2 })], /^0 of 2 promised where at least 2/],
    ['somebody gets less than what is there', [told(0, 1, 2, { wanted: 4, partial: true })], /^2 of 4 promised where at least 5/],
    ['what has left is thought to be there again', [told(0, 1, 5), told(2, 3, 5, { what: 'gone' }), told(4, 5, 1)], /^1 promised where at most 0/],
  ])('is not believed where %s', (_what, history, words) => expect(contradictions(history, 5)).toEqual([expect.stringMatching(words)]));
});
