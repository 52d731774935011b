/// <reference path="./kafkajs-internals.d.ts" />
import type { Socket } from 'node:net';
import type { ISocketFactory } from 'kafkajs';
import socketFactory from 'kafkajs/src/network/socketFactory';

/**
 * The lines that a client has opened to brokers. kafkajs loses sight of some: a broker whose line broke is taken out of its pool, but is
 * still the coordinator to whom a consumer says farewell, over a new line that nobody closes. A process that has closed everything would
 * never end. So whoever ends a client ends its lines as well.
 */
export class Lines {
  readonly #open = new Set<Socket>();
  readonly #connect = socketFactory();
  #ended = false;

  readonly factory: ISocketFactory = (to) => {
    if (this.#ended) throw new Error('its client has ended');
    const line = this.#connect(to);
    this.#open.add(line);
    line.once('close', () => this.#open.delete(line));
    return line;
  };

  /** Those that have said goodbye already end by themselves. */
  end(): void {
    this.#ended = true;
    for (const line of this.#open) if (!line.writableEnded) line.destroy(new Error('its client has ended'));
  }
}
