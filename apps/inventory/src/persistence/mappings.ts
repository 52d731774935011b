import type { EntitySchema } from 'typeorm';

/** Every aggregate of the service. */
export const mappings: readonly EntitySchema[] = [];
