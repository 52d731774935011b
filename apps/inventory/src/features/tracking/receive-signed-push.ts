import { Public, type Principal } from '@aftercare/auth';
import { Answers, BodyBytes, KeepsBytes } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { CarrierSignatures, type SignedHeaders } from '../../carrier-signatures';
import { TrackingInbox } from '../../persistence/tracking-inbox';
import { messageOf, PushBody, PushOutcome } from '../../push-body';

@Controller('carriers')
export class ReceiveSignedPush {
  constructor(
    private readonly database: Database,
    private readonly signatures: CarrierSignatures,
    private readonly inbox: TrackingInbox,
  ) {}

  /**
   * A carrier’s system tells of one of his waybills: signed with the secret that was agreed with him (Standard Webhooks: `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), not older than five minutes. The same id twice is one message.
   */
  @Post(':code/pushes')
  @Public()
  @KeepsBytes()
  @Answers(PushOutcome, 200)
  async handle(@Param('code') carrier: string, @Body() body: PushBody, @BodyBytes() bytes: Buffer, @Headers() headers: SignedHeaders): Promise<PushOutcome> {
    const messageId = this.signatures.verified(carrier, bytes, headers);
    const principal: Principal = { subject: carrier, kind: 'carrier', roles: ['carrier'], branches: '*' };
    return { outcome: await this.database.withTx({ principal, branches: '*' }, (tx) => this.inbox.take(tx, messageOf(carrier, messageId, body))) };
  }
}
