import { createHash } from 'node:crypto';

/** The service's number in advisory locks: the same in every database and version, and signed as Postgres wants it. */
export const serviceNumber = (service: string): number => createHash('sha256').update(service).digest().readInt32BE(0);
