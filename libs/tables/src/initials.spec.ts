import { initialsOf } from './initials';

it.each([
  ['郑雅春', 'zyc'],
  ['单雄', 'sx'],
  ['欧阳娜', 'oyn'],
  ['甲子水族(示例)', 'jzszsl'],
  ['Li Lei', 'lilei'],
  ['', ''],
])('the initials of %j are %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
