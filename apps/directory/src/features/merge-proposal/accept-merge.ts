import { mayIn, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand, statement, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsUUID } from 'class-validator';
import type { Customer } from '../../domain/customer';
import { CustomerStore } from '../../persistence/customer.store';
import { MergeProposalStore } from '../../persistence/merge-proposal.store';
import type { DeviceRecord } from '../../persistence/rows';
import { devicePublishes } from '../../publishes';

export class AcceptMergeBody {
  /** Whose record goes on for both. */
  @IsUUID() survivorId!: string;
}

export class AcceptedMerge {
  /** The record that both ids lead to now. */
  @IsUUID() survivorId!: string;
}

const recordsOf = statement('merge-records', 'SELECT id AS asked, coalesce(merged_into, id) AS record FROM customer WHERE id = ANY ($1)');
const mergedBefore = statement('merged-before', 'SELECT id FROM customer WHERE merged_into = $1 ORDER BY id');
const passDevices = statement('merge-devices', 'UPDATE device SET customer_id = $2, version = version + 1 WHERE customer_id = $1 RETURNING to_jsonb(device) AS row');

@Controller('merge-proposals')
export class AcceptMerge {
  constructor(
    private readonly database: Database,
    private readonly proposals: MergeProposalStore,
    private readonly customers: CustomerStore,
  ) {}

  /** The two are one: the survivor gets what only the other knew, his devices too; the other's id leads to the survivor from now on. */
  @Post(':id/accept')
  @Requires('customer:change')
  @Answers(AcceptedMerge, 200)
  async handle(@Param('id') id: string, @Body() { survivorId }: AcceptMergeBody, @Command() command: Command): Promise<AcceptedMerge> {
    if (!isUuid(id)) throw new NotFound('merge-proposal');
    return runCommand(this.database, command, async (tx) => {
      const { branchId, closedId } = await this.proposals.changeIn(tx, id, (proposal, { now, actor }) => {
        if (!mayIn(actor, command.permission, proposal.branchId)) throw new NotFound('merge-proposal');
        const events = proposal.accept(survivorId, actor.subject, now);
        return { events, answer: { branchId: proposal.branchId, closedId: survivorId === proposal.oneId ? proposal.otherId : proposal.oneId } };
      });
      return { answer: { survivorId: await this.merge(tx, survivorId, closedId) }, subject: id, branchId };
    });
  }

  /** Either may have been merged into somebody since the proposal; when both are one record already, nothing is left to do. */
  private async merge(tx: Tx, survivorId: string, closedId: string): Promise<string> {
    const records = new Map((await tx.query<{ asked: string; record: string }>(recordsOf, [[survivorId, closedId]])).map(({ asked, record }) => [asked, record]));
    const [survivor, closed] = [records.get(survivorId), records.get(closedId)];
    if (survivor === undefined || closed === undefined) throw new NotFound('customer');
    if (survivor === closed) return survivor;
    for (const id of [survivor, closed].sort()) await this.customers.lockIn(tx, id);
    const before = await tx.query<{ id: string }>(mergedBefore, [closed]);
    for (const { id } of before) await this.close(tx, id, survivor);
    const other = await this.close(tx, closed, survivor);
    await this.customers.changeIn(tx, survivor, (customer) => customer.absorb(other));
    const devices = await tx.query<{ row: DeviceRecord }>(passDevices, [closed, survivor]);
    const now = await tx.now();
    for (const { row } of devices) tx.raise(devicePublishes(row), now);
    return survivor;
  }

  private close(tx: Tx, id: string, survivorId: string): Promise<Customer> {
    return this.customers.changeIn<Customer>(tx, id, (customer, { now, actor }) => ({ events: customer.mergeInto(survivorId, actor.subject, now), answer: customer }));
  }
}
