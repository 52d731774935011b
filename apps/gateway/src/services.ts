import type { Check } from '@aftercare/chassis';
import type { GatewayConfig } from './config';

/** The services that can be reached from outside, under `/api/<name>`. */
export const serviceNames = ['tickets', 'directory', 'inventory', 'dealer-returns', 'notifier', 'analytics'] as const;
export type ServiceName = (typeof serviceNames)[number];

const patience = 1_500;

/** What stands behind the gateway, and whether it works. Whatever has no address was left out of this run. */
export class Services {
  readonly #urls: Readonly<Record<ServiceName | 'issuer', string | undefined>>;

  constructor(config: Pick<GatewayConfig, 'TICKETS_URL' | 'DIRECTORY_URL' | 'INVENTORY_URL' | 'DEALER_RETURNS_URL' | 'NOTIFIER_URL' | 'ANALYTICS_URL' | 'ISSUER_URL'>) {
    this.#urls = { tickets: config.TICKETS_URL, directory: config.DIRECTORY_URL, inventory: config.INVENTORY_URL, 'dealer-returns': config.DEALER_RETURNS_URL, notifier: config.NOTIFIER_URL, analytics: config.ANALYTICS_URL, issuer: config.ISSUER_URL };
  }

  urlOf(name: ServiceName | 'issuer'): string | undefined {
    return this.#urls[name];
  }

  /** One check for everything that was started. */
  checks(): Readonly<Record<string, Check>> {
    const started = Object.entries(this.#urls).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries(started.map(([name, url]) => [name, () => whyNotReady(url)]));
  }

  /** Every service with why it cannot work now: `null` = it can, `undefined` = it was not started. */
  async states(): Promise<readonly { readonly name: ServiceName | 'issuer'; readonly reason: string | null | undefined }[]> {
    const names = [...serviceNames, 'issuer'] as const;
    return Promise.all(names.map(async (name) => {
      const url = this.#urls[name];
      return { name, reason: url === undefined ? undefined : await whyNotReady(url) };
    }));
  }
}

async function whyNotReady(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(patience), redirect: 'error' });
    if (answer.ok) return null;
    const { reasons = {} } = (await answer.json().catch(() => ({}))) as { reasons?: Readonly<Record<string, string>> };
    return Object.entries(reasons).map(([part, reason]) => `${part}: ${reason}`).join('; ') || `answers ${answer.status}`;
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? `no answer within ${patience} ms` : 'not reachable';
  }
}
