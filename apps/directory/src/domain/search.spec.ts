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
  ])('reads %j as %s', (text, by, value) => expect(searchFor(text)).toEqual({ by, value }));

  it.each(['', '   ', '123', '12345', '199000012345', '+1 555'])('refuses %j', (text) => {
    expect(() => searchFor(text)).toThrow(expect.objectContaining({ code: 'search.unclear', params: {} }));
  });
});
