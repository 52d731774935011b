import { NotSignedIn } from '@aftercare/auth';
import { Webhook } from 'standardwebhooks';
import type { CarrierSecrets } from './config';

/** What a signed message comes with (https://www.standardwebhooks.com). */
export interface SignedHeaders {
  readonly 'webhook-id'?: string | undefined;
  readonly 'webhook-timestamp'?: string | undefined;
  readonly 'webhook-signature'?: string | undefined;
}

/** Who has signed what: a carrier, with the secret that was agreed with him. */
export class CarrierSignatures {
  constructor(private readonly secrets: CarrierSecrets) {}

  /**
   * The id of a message that the carrier has really sent, within the last five minutes by our clock. `NotSignedIn('signature.invalid')`
   * otherwise, with the same words whether the carrier, the secret or the time is wrong.
   */
  verified(carrier: string, body: Buffer, headers: SignedHeaders): string {
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature = '' } = headers;
    let cause: unknown;
    for (const secret of this.secrets.get(carrier) ?? []) {
      try {
        new Webhook(secret).verify(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }, { jsonParse: false });
        return id;
      } catch (error) {
        cause = error;
      }
    }
    throw new NotSignedIn('signature.invalid', cause);
  }
}
