import { Fires, type Fired, type Timer } from '@aftercare/event-bus';
import type { Tx } from '@aftercare/event-store';
import { applyRows, applyTimer } from '../apply-rows';
import { ImportKinds } from '../import-kinds';
import { ImportStore } from '../import.store';

/** The next rows of an import get on file, within the branches of who sent it. Due late or twice, it goes on from the last row that is. */
@Fires(applyTimer, ImportStore)
export class ApplyImportRows implements Fired {
  constructor(
    private readonly imports: ImportStore,
    private readonly kinds: ImportKinds,
  ) {}

  async handle({ subject }: Timer, tx: Tx): Promise<void> {
    const held = await this.imports.heldIn(tx, subject);
    if (held.state !== 'applying') return;
    await tx.within(held.reach ?? '*');
    await applyRows(tx, this.kinds, this.imports, held);
  }
}
