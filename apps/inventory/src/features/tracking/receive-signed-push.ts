import { Public, type Principal } from '@aftercare/auth';
import { Answers, BodyBytes, Cause, KeepsBytes } from '@aftercare/chassis';
import { Database, lockTimeoutMs, Together } from '@aftercare/event-store';
import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { CarrierSignatures, type SignedHeaders } from '../../carrier-signatures';
import { nameOf, TrackingInbox, type CarrierMessage, type MessageOutcome } from '../../persistence/tracking-inbox';
import { messageOf, PushBody, PushOutcome, pushesTogether } from '../../push-body';

/** All of them together: none of them is anybody who is signed in. */
const carriers: Principal = { subject: 'carriers', kind: 'carrier', roles: ['carrier'], branches: '*' };

@Controller('carriers')
export class ReceiveSignedPush {
  readonly #pushes: Together<CarrierMessage, MessageOutcome>;

  constructor(database: Database, private readonly signatures: CarrierSignatures, inbox: TrackingInbox) {
    this.#pushes = new Together<CarrierMessage, MessageOutcome>({
      ...pushesTogether,
      idOf: nameOf,
      work: (messages) => database.withTx({ principal: carriers, branches: '*', lockTimeoutMs }, (tx) => inbox.takeAll(tx, messages)),
    });
  }

  /**
   * A carrier’s system tells of one of his waybills: signed with the secret that was agreed with him (Standard Webhooks: `webhook-id`,
   * `webhook-timestamp`, `webhook-signature`), not older than five minutes. The same id twice is one message.
   */
  @Post(':code/pushes')
  @Public()
  @KeepsBytes()
  @Answers(PushOutcome, 200)
  async handle(
    @Param('code') carrier: string, @Body() body: PushBody, @BodyBytes() bytes: Buffer, @Headers() headers: SignedHeaders, @Cause() cause: Cause,
  ): Promise<PushOutcome> {
    const messageId = this.signatures.verified(carrier, bytes, headers);
    return { outcome: await this.#pushes.take(messageOf(carrier, messageId, body, cause)) };
  }
}
