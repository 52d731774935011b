import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { ImportStore } from '../import.store';
import { forgetLater, forgetTimer } from '../forget-rows';

/** The rows of a file are kept for thirty days, to be corrected; then only what became of them. */
@Fires(forgetTimer, ImportStore)
export class ForgetImportRows implements Fired {
  constructor(private readonly imports: ImportStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const { state } = await this.imports.heldIn(tx, subject);
    if (state === 'applying') await forgetLater(tx, subject);
    else await this.imports.forgetRows(tx, subject);
  }
}
