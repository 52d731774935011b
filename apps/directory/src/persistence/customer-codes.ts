import { statement, type Tx } from '@aftercare/event-store';

const next = statement('customer-codes', "SELECT 'CU' || nextval('customer_code') AS code FROM generate_series(1, $1)");

/** Codes for customers who come without one. A code that is not used after all is lost, which harms nobody. */
export const customerCodes = async (tx: Tx, count: number): Promise<string[]> => (await tx.query<{ code: string }>(next, [count])).map(({ code }) => code);
