import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { PartsRequest, type RequestDetails } from '../../domain/parts-request';
import { askedIn, PartsRequestBody, termsIn } from '../../parts-request-body';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { Ledger } from '../../persistence/ledger';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { openingOf, shelfOf, type OnFile } from '../../persistence/request-opening';

interface Facts extends OnFile {
  readonly details: RequestDetails;
}

@Controller('parts-requests')
export class SubmitPartsRequest {
  constructor(
    private readonly requests: PartsRequestStore,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Asks the branch's store for parts. Each has to exist, to be issued still and to fit the device; what is short is told at once, with what
   * could be sent in its place. Nothing is reserved before it is approved. Sent again with the same key it is the same request.
   */
  @Post()
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 201)
  async handle(@Body() body: PartsRequestBody, @Command() command: Command): Promise<PartsRequestStanding> {
    const branchId = branchNamed(command.principal, command.permission, body.branchId);
    return this.requests.create<PartsRequestStanding, Facts>(
      ({ now, facts: { details, catalogue, available } }) => {
        const { request, events } = PartsRequest.submit(details, body.lines, catalogue, available, now);
        return { aggregate: request, events, answer: standing(request, []).answer };
      },
      command,
      async (tx, now) => {
        const details = await openingOf(tx, branchId, askedIn(body), termsIn(body), command.principal, now);
        return { details, ...(await shelfOf(tx, this.ledger, { ...details, lines: body.lines }, now)) };
      },
    );
  }
}
