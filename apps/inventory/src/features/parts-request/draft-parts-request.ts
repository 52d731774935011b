import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { PartsRequest, type RequestDetails } from '../../domain/parts-request';
import { askedIn, PartsRequestBody, termsIn } from '../../parts-request-body';
import { PartsRequestStanding, standing } from '../../parts-request-standing';
import { PartsRequestStore } from '../../persistence/parts-request.store';
import { openingOf } from '../../persistence/request-opening';

@Controller('parts-requests')
export class DraftPartsRequest {
  constructor(private readonly requests: PartsRequestStore) {}

  /** Writes a request down without handing it in: nobody acts upon it, and it can be revised. */
  @Post('drafts')
  @Requires('parts:request')
  @Answers(PartsRequestStanding, 201)
  async handle(@Body() body: PartsRequestBody, @Command() command: Command): Promise<PartsRequestStanding> {
    const branchId = branchNamed(command.principal, command.permission, body.branchId);
    return this.requests.create<PartsRequestStanding, RequestDetails>(
      ({ now, facts }) => {
        const { request, events } = PartsRequest.draft(facts, body.lines, now);
        return { aggregate: request, events, answer: standing(request, []).answer };
      },
      command,
      (tx, now) => openingOf(tx, branchId, askedIn(body), termsIn(body), command.principal, now),
    );
  }
}
