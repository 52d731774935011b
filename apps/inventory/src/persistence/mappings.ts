import type { EntitySchema } from 'typeorm';
import { partsRequestMapping } from './parts-request.mapping';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [partsRequestMapping];
