import { pinyin } from 'pinyin-pro';

/** `郑雅春` → `zyc`: the first letter of each character's pinyin, family names as they are read (`单雄` → `sx`); letters and digits stay. */
export const initialsOf = (name: string): string =>
  pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', mode: 'surname' }).join('').toLowerCase().replace(/[^a-z0-9]/g, '');
