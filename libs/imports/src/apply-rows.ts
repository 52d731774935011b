import { setTimer, type Tx } from '@aftercare/event-store';
import type { ImportKinds } from './import-kinds';
import type { ImportRecord, ImportStore } from './import.store';

/** The timer that brings the next rows on file: whatever crashes, it stays, and the next look goes on where the last COMMIT was. */
export const applyTimer = 'import.apply';

const atOnce = 500;
const all = 1_000_000;

/** Puts the next rows of an import on file, in one transaction with how far it has come; while there are more, the timer is set. */
export const applyRows = async (tx: Tx, kinds: ImportKinds, imports: ImportStore, held: ImportRecord): Promise<void> => {
  const { put, together } = kinds.keeping[held.kind]!;
  const limit = together ? all : atOnce;
  const rows = await imports.next(tx, held, limit);
  const changed = rows.length === 0 ? 0 : await put(tx, rows.map(({ values }) => values), held.source);
  const isLast = rows.length < limit;
  await imports.advance(tx, held, rows, changed, isLast ? 'applied' : 'applying');
  if (!isLast) await setTimer(tx, { kind: applyTimer, subject: held.id, branchId: null, dueAt: await tx.now(), data: {} });
};
