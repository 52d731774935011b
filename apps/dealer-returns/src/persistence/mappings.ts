import { obligationMapping } from './obligation.mapping';
import { surplusMapping } from './surplus.mapping';

export const mappings = [obligationMapping, surplusMapping];
