import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemPrincipal, type Branches } from '@aftercare/auth';
import { DeliveryNoteDispatchedV1, type EventData, type ReceivedEvent } from '@aftercare/contracts';
import type { Tx } from '@aftercare/event-store';
import { documentRules } from '@aftercare/documents';
import { importRules } from '@aftercare/imports';
import { derivedId, newId } from '@aftercare/kernel';
import { startForTest, type ServiceUnderTest } from '@aftercare/testing';
import { tableRules } from '@aftercare/tables';
import { api } from './api';
import { returnRules } from './domain/rules';
import { mappings } from './persistence/mappings';
import { migrations } from './persistence/migrations';
import { ObligationStore } from './persistence/obligation.store';
import { WhenNoteDispatched } from './reactions/when-note-dispatched';

/** The other end of the wire: takes every note, and remembers what was written. */
export class DirectoryOnTheWire {
  readonly written: { readonly about: string; readonly kind: string; readonly texts: Record<string, string> }[] = [];
  status = 201;
  readonly #server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      if (this.status === 201) this.written.push(JSON.parse(text) as (typeof this.written)[number]);
      response.writeHead(this.status, { 'content-type': 'application/json' }).end(JSON.stringify({ noteId: newId() }));
    });
  });

  static async start(): Promise<DirectoryOnTheWire> {
    const wire = new DirectoryOnTheWire();
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }
}

export type DispatchedLine = DeliveryNoteDispatchedV1['lines'][number];

/** The service as it is started, with a few branches, dealers and members of staff. */
export class ReturnsUnderTest {
  #notes = 0;

  private constructor(
    readonly service: ServiceUnderTest,
    readonly directory: DirectoryOnTheWire,
    readonly obligations = new ObligationStore(service.database),
  ) {}

  static async start(): Promise<ReturnsUnderTest> {
    const directory = await DirectoryOnTheWire.start();
    const service = await startForTest({ ...api, module: api.module.asking(directory.url), migrations, rules: { ...tableRules, ...importRules, ...documentRules, ...returnRules }, mappings });
    await service.admin.query(`
      INSERT INTO branch VALUES ('BR05', 'HZ', 'Asia/Shanghai'), ('BR01', 'TJ', 'Asia/Shanghai');
      INSERT INTO dealer VALUES ('DL017', 'BR05'), ('DL005', 'BR05'), ('DL025', 'BR01');
      INSERT INTO staff VALUES ('ST030', 'clerk', 'BR05', true, '{}', '{}'), ('ST034', 'clerk', 'BR05', false, '{}', '{}'), ('ST031', 'storekeeper', 'BR05', true, '{}', '{}'),
        ('ST029', 'branch_manager', 'BR05', true, '{}', '{}'), ('ST008', 'supervisor', 'RG2', true, '{finance_approval}', '{DL017}'), ('ST003', 'hq_analyst', 'FA01', true, '{finance_approval}', '{}')`);
    return new ReturnsUnderTest(service, directory);
  }

  async stop(): Promise<void> {
    await this.service.stop();
    this.directory.stop();
  }

  /** As the service acts by itself, in these branches. */
  itself<T>(branches: Branches, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.service.database.withTx({ principal: systemPrincipal('dealer-returns', branches), branches }, work);
  }

  /** A note has left for a dealer of BR05, with these lines; gives the ids of the duties, by line. */
  async dispatched(lines: readonly Partial<DispatchedLine>[], more: Partial<DeliveryNoteDispatchedV1> = {}): Promise<{ readonly noteId: string; readonly duties: readonly string[] }> {
    const noteId = more.noteId ?? newId();
    const example = DeliveryNoteDispatchedV1.example;
    const line = example.lines[0]!;
    const data: DeliveryNoteDispatchedV1 = {
      ...example, noteId, number: `DN-HZ-2026-${String(++this.#notes).padStart(6, '0')}`, ticketId: null, ...more,
      lines: lines.map((one, at) => ({ ...line, lineNo: at + 1, requestLine: at + 1, ...one, askedFor: one.askedFor ?? one.part ?? line.part })),
    };
    await this.itself([data.branchId], (tx) => new WhenNoteDispatched(this.obligations).handle(received(DeliveryNoteDispatchedV1.type, noteId, data.branchId, data), tx));
    return { noteId, duties: lines.map((_, at) => derivedId('obligation', noteId, String(at + 1))) };
  }

  /** The facts that have been raised of a duty, in order, with what they say. */
  async factsOf(id: string): Promise<{ readonly fact: string; readonly data: EventData }[]> {
    const rows = await this.service.rows<{ type: string; payload: Buffer }>('SELECT type, payload FROM event WHERE key = $1 ORDER BY id', id);
    return rows.map(({ type, payload }) => ({ fact: type.split('.')[3] ?? '', data: JSON.parse(payload.toString()) as EventData }));
  }
}

export const received = <T>(type: string, key: string, branchId: string, data: T): ReceivedEvent<T> =>
  ({ id: newId(), type, key, branchId, sequence: 1, source: '/aftercare/inventory', occurredAt: new Date(0), correlationId: key, causationId: null, traceparent: null, data }) as unknown as ReceivedEvent<T>;
