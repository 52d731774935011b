import { raw } from 'bwip-js';

/** A bar of a code: where it begins and how wide it is, in modules; the gaps are between them. */
export interface Bar { readonly at: number; readonly width: number }
export interface BarCode { readonly bars: readonly Bar[]; readonly width: number }

/** Code 128 of a document's number. A reader needs ten empty modules on both sides, which are not part of it. */
export const barCode = (number: string): BarCode => {
  const [code] = raw({ bcid: 'code128', text: number }) as unknown as readonly [{ readonly sbs: readonly number[] }];
  let width = 0;
  const bars: Bar[] = [];
  for (const [place, modules] of code.sbs.entries()) {
    if (place % 2 === 0) bars.push({ at: width, width: modules });
    width += modules;
  }
  return { bars, width };
};
