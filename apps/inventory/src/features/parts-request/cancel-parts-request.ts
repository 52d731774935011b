import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database, runCommand, VersionMismatch, type Tx } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { requestCancelReasons, type PartsRequest, type RequestCancelReason } from '../../domain/parts-request';
import { visibleTo } from '../../own-requests';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { BackOrders } from '../../persistence/back-orders';
import { Ledger } from '../../persistence/ledger';
import { PartsRequestStore } from '../../persistence/parts-request.store';

export class CancelPartsRequestBody {
  @IsIn(requestCancelReasons) reason!: RequestCancelReason;
}

/** What is let go of with a request, and how it stands then. */
interface LetGo {
  readonly branchId: string;
  readonly location: string;
  readonly held: PartsRequest['held'];
  readonly standing: PartsRequestStanding;
}

@Controller('parts-requests')
export class CancelPartsRequest {
  constructor(
    private readonly database: Database,
    private readonly requests: PartsRequestStore,
    private readonly ledger: Ledger,
    private readonly backOrders: BackOrders,
  ) {}

  /**
   * Takes back what has not been shipped. What was reserved for it is free again, and served to who waits for it; nothing of it counts for the
   * dealer's credit any longer. What is picked has to be put back on the shelf first, by scan. An approval that comes at the same time is either
   * before it, and its stock is let go of, or after it, and refused.
   */
  @Post(':id/cancel')
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 200)
  async handle(@Param('id') id: string, @Body() { reason }: CancelPartsRequestBody, @Command() command: Command): Promise<PartsRequestStanding> {
    if (!isUuid(id)) throw new NotFound('parts-request');
    return runCommand(this.database, command, async (tx) => {
      const { branchId, standing: answer } = await this.#cancel(tx, id, reason, command);
      return { answer, subject: id, branchId };
    });
  }

  /** The request first: it must not be served with its own stock. */
  async #cancel(tx: Tx, id: string, reason: RequestCancelReason, { version }: Command): Promise<LetGo> {
    const letGo = await this.requests.changeIn<LetGo>(tx, id, (found, { now, actor }) => {
      const request = visibleTo(found, 'parts-request', actor);
      if (version !== null && version !== request.version) throw new VersionMismatch(version, request.version);
      const { branchId, location, held } = request;
      const { events, answer } = standing(request, request.cancel(reason, actor.subject, now));
      return { events, answer: { branchId, location, held, standing: answer } };
    });
    const { location, held } = letGo;
    const parts = held.map(({ part }) => part);
    await this.backOrders.hold(tx, location, parts);
    await this.ledger.release(tx, held.map((line) => ({ ...line, requestId: id, location })));
    await this.backOrders.serve(tx, location, parts);
    return letGo;
  }
}
