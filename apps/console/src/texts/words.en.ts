import { en as customerLink } from '../screens/customer-link/texts.en';
import { en as customers } from '../screens/customers/texts.en';
import { en as figures } from '../screens/figures/texts.en';
import { en as imports } from '../screens/imports/texts.en';
import { en as notices } from '../screens/notices/texts.en';
import { en as operations } from '../screens/operations/texts.en';
import { en as parts } from '../screens/parts/texts.en';
import { en as receipts } from '../screens/receipts/texts.en';
import { en as stock } from '../screens/stock/texts.en';
import { en as waiting } from '../screens/waiting/texts.en';
import { fields } from './fields.en';
import { en as common } from './en';
import type { Texts } from './texts';

/** Every English text of the desk; the compiler finds the one that is missing. */
export const words: Readonly<Record<keyof Texts, string>> = { ...common, ...fields, ...customers, ...customerLink, ...figures, ...imports, ...notices, ...operations, ...parts, ...receipts, ...stock, ...waiting };
