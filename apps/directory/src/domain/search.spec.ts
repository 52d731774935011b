import { searchFor } from './search';

describe('one box for everything', () => {
  it.each([
    ['19900001234', 'phone', '19900001234'],
    ['+86 199-0000-1234', 'phone', '19900001234'],
    ['0571-0000 1234', 'phone', '057100001234'],
    ['１２３４', 'last4', '1234'],
    ['yg2509000003', 'serial', 'YG2509000003'],
    ['cu00396', 'code', 'CU00396'],
    ['ZYC', 'initials', 'zyc'],
    ['cu', 'initials', 'cu'],
    ['郑', 'name', '郑'],
    [' 郑雅春 ', 'name', '郑雅春'],
    ['甲子水族(示例)', 'name', '甲子水族(示例)'],
    ['tk-hz-2026-000123', 'document', 'TK-HZ-2026-000123'],
    ['ｋｄａ2026S01001', 'document', 'KDA2026S01001'],
    ['773012345678901', 'document', '773012345678901'],
    ['773012345678', 'document', '773012345678'],
  ])('reads %j as %s', (text, by, value) => expect(searchFor(text)).toEqual({ by, value }));

  it.each(['', '   ', '123', '12345', '1990000123', '+1 555', '2026-000123'])('refuses %j', (text) => {
    expect(() => searchFor(text)).toThrow(expect.objectContaining({ code: 'search.unclear', params: {} }));
  });
});
