import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { applyRows, applyTimer } from '../imports/apply-rows';
import { ImportStore } from '../persistence/import.store';

/** The next rows of an import get on file, within the branches of who sent it. Due late or twice, it goes on from the last row that is. */
@Fires(applyTimer, ImportStore)
export class ApplyImportRows implements Fired {
  constructor(private readonly imports: ImportStore) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const held = await this.imports.heldIn(tx, subject);
    if (held.state !== 'applying') return;
    await tx.within(held.reach ?? '*');
    await applyRows(tx, this.imports, held);
  }
}
