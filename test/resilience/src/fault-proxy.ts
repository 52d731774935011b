import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface LostAnswers {
  /** The Kafka request whose answers get lost; 0 is Produce. */
  readonly apiKey: number;
  /** Each n-th of them. */
  readonly every: number;
  /** The connection stays, and the client waits in vain; otherwise it ends at that moment. */
  readonly silently: boolean;
}

/** Stands before a server on 127.0.0.1 and passes everything on, until it is told to do damage. */
export class FaultProxy {
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #refusing = false;
  #delayMs = 0;
  #held: { readonly healed: Promise<void>; readonly release: () => void } | null = null;
  #losing: LostAnswers | null = null;
  #requests = 0;
  #cutAfter = Infinity;
  /** How many answers got lost so far. */
  lost = 0;
  /** How many connections were cut so far, at whatever place. */
  cuts = 0;

  private constructor(private readonly target: () => number, private readonly protocol: 'kafka' | 'postgres') {
    this.#server = createServer((client) => this.#accept(client));
  }

  /** Listens on this port, or on a free one. `target` is asked at each new connection: the server may have moved to another port. */
  static async listen(protocol: 'kafka' | 'postgres', target: () => number, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, protocol);
    proxy.#server.listen(port, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection; new ones are accepted. */
  cut(): void {
    for (const connection of this.#connections) this.#end(connection);
  }

  /** Ends every connection and each new one at once. */
  refuse(): void {
    this.#refusing = true;
    this.cut();
  }

  /** Every piece in either direction arrives this much later. */
  slow(ms: number): void {
    this.#delayMs = ms;
  }

  /** Nothing arrives any more and nobody is told. What was sent meanwhile arrives after `heal`, even if its sender has gone. */
  blackHole(): void {
    if (this.#held) return;
    let release = (): void => undefined;
    const healed = new Promise<void>((resolve) => (release = resolve));
    this.#held = { healed, release };
  }

  /** The connections of this moment are dead for ever, and neither end is told; new ones work. As behind a router that has forgotten them. */
  bury(): void {
    for (const connection of this.#connections) connection.buried = true;
  }

  loseAnswers(losing: LostAnswers): void {
    this.#losing = losing;
  }

  /** Every connection ends once this many more bytes have come from the server: in the middle of an answer, mostly. */
  cutAfter(bytes: number): void {
    this.#cutAfter = bytes;
    for (const connection of this.#connections) connection.bytes = 0;
  }

  heal(): void {
    this.#refusing = false;
    this.#delayMs = 0;
    this.#losing = null;
    this.#cutAfter = Infinity;
    this.#held?.release();
    this.#held = null;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.heal();
    this.cut();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#refusing) return void client.destroy();
    const server = connect(this.target(), '127.0.0.1');
    const connection: Connection = { client, server, bytes: 0, buried: false, unanswered: new Set() };
    this.#connections.add(connection);
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', () => undefined);
    const kafka = this.protocol === 'kafka';
    const requests = new Frames();
    const answers = new Frames();
    this.#pass(connection, client, server, (chunk) => {
      if (kafka) for (const frame of requests.of(chunk)) this.#noteRequest(connection, frame);
      return chunk;
    });
    this.#pass(connection, server, client, (chunk) => {
      const room = this.#cutAfter - connection.bytes;
      connection.bytes += chunk.length;
      // It has its last bytes already, and ends at any moment.
      if (room < 0) return null;
      if (chunk.length > room) {
        // What was kept back for its frame to become whole goes first: a line breaks off, it never leaves bytes out.
        client.write(Buffer.concat([answers.takeRest(), chunk.subarray(0, room)]), () => this.#end(connection));
        return null;
      }
      return kafka ? this.#withoutLost(connection, answers.of(chunk)) : chunk;
    });
    // The broker may hold its end for long after the client has gone, as long as it thinks about a request.
    for (const socket of [client, server]) socket.on('close', () => client.closed && server.closed && this.#connections.delete(connection));
  }

  /** Requests begin with api key, version and correlation id; an answer with the correlation id. */
  #noteRequest(connection: Connection, frame: Buffer): void {
    if (frame.length < 12 || frame.readInt16BE(4) !== this.#losing?.apiKey) return;
    this.#requests += 1;
    if (this.#requests % this.#losing.every === 0) connection.unanswered.add(frame.readInt32BE(8));
  }

  #withoutLost(connection: Connection, frames: Buffer[]): Buffer | null {
    const kept = frames.filter((frame) => {
      if (!connection.unanswered.delete(frame.readInt32BE(4))) return true;
      this.lost += 1;
      if (!this.#losing?.silently) this.#end(connection);
      return false;
    });
    return kept.length > 0 ? Buffer.concat(kept) : null;
  }

  #pass(connection: Connection, from: Socket, to: Socket, change: (chunk: Buffer) => Buffer | null): void {
    let turn: Promise<void> = Promise.resolve();
    const next = (work: () => void): void => {
      turn = turn.then(async () => {
        if (this.#delayMs > 0) await delay(this.#delayMs);
        while (this.#held) await this.#held.healed;
        if (!connection.buried) work();
      });
    };
    from.on('data', (chunk: Buffer) => next(() => {
      const passed = change(chunk);
      if (passed && to.writable) to.write(passed);
    }));
    from.on('close', () => next(() => to.end()));
  }

  #end({ client, server }: Connection): void {
    if (!client.destroyed) this.cuts += 1;
    client.destroy();
    server.destroy();
  }
}

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  /** From the server, since the last `cutAfter`. */
  bytes: number;
  buried: boolean;
  /** Correlation ids whose answers will get lost. */
  readonly unanswered: Set<number>;
}

/** Puts the length-prefixed frames of a stream together again. */
class Frames {
  #rest: Buffer = Buffer.alloc(0);

  /** What has come of a frame that is not whole yet; it is forgotten here. */
  takeRest(): Buffer {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest;
  }

  /** The frames that are whole by now, length included. */
  of(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const frames: Buffer[] = [];
    for (;;) {
      const length = this.#rest.length < 4 ? Infinity : 4 + this.#rest.readInt32BE(0);
      if (this.#rest.length < length) return frames;
      frames.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
  }
}
