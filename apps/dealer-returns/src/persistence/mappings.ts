import { obligationMapping } from './obligation.mapping';
import { penaltyMapping } from './penalty.mapping';
import { surplusMapping } from './surplus.mapping';

export const mappings = [obligationMapping, surplusMapping, penaltyMapping];
