import { setTimer, type Tx } from '@aftercare/event-store';

/** The timer that deletes the rows of a file, which hold what people wrote about people. */
export const forgetTimer = 'import.forget';

const days = 30;

export const forgetLater = async (tx: Tx, id: string): Promise<void> => {
  const dueAt = new Date((await tx.now()).getTime() + days * 86_400_000);
  await setTimer(tx, { kind: forgetTimer, subject: id, branchId: null, dueAt, data: {} });
};
