import { zh as customerLink } from '../screens/customer-link/texts';
import { zh as customers } from '../screens/customers/texts';
import { zh as figures } from '../screens/figures/texts';
import { zh as imports } from '../screens/imports/texts';
import { zh as notices } from '../screens/notices/texts';
import { zh as operations } from '../screens/operations/texts';
import { zh as parts } from '../screens/parts/texts';
import { zh as receipts } from '../screens/receipts/texts';
import { zh as stock } from '../screens/stock/texts';
import { zh as waiting } from '../screens/waiting/texts';
import { fields } from './fields.zh';
import { zh as common } from './zh';

/** Every Chinese text of the desk, those that all have and those of each area of screens. */
export const words = { ...common, ...fields, ...customers, ...customerLink, ...figures, ...imports, ...notices, ...operations, ...parts, ...receipts, ...stock, ...waiting };
