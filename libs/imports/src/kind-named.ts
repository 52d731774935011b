import { wrongField } from '@aftercare/chassis';
import type { Kind } from '@aftercare/tables';
import type { ImportKinds } from './import-kinds';

/** The kind of this name; refused as a wrong field, with the names that there are. */
export const kindNamed = ({ described }: ImportKinds, name: string): Kind => {
  const known = Object.keys(described);
  if (!known.includes(name)) throw wrongField('/kind', 'isIn', { zh: `须为以下之一：${known.join(', ')}`, en: `must be one of: ${known.join(', ')}` });
  return described[name]!;
};
