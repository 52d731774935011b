import { anybody, Public } from '@aftercare/auth';
import { Answers } from '@aftercare/chassis';
import { Database, statement, type Tx } from '@aftercare/event-store';
import { derivedId } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsDate, IsIn, IsInt, IsOptional, IsString, MaxLength } from 'class-validator';
import { codeAsked, suspicionContact, suspicionWords, type AskedDevice, type Suspicion } from '../../domain/authenticity';
import { Contact } from '../../domain/contact';
import { AuthenticityStore } from '../../persistence/authenticity.store';
import { ContactStore } from '../../persistence/contact.store';
import type { PublishedFact } from '../../published-facts';

export class AskAuthenticityBody {
  /** The 18 digits under the scratch field, or the serial number. */
  @IsString() @MaxLength(60) code!: string;
}

/** What anybody may know: nothing about who bought or sold it, and of the device only what the factory publishes of its model. */
export class AuthenticityAnswer {
  @IsIn(['genuine', 'unknown']) verdict!: 'genuine' | 'unknown';
  /** This question included. */
  @IsInt() timesAsked!: number;
  @IsDate() firstAskedAt!: Date;
  @IsIn(['unknown_code', 'asked_often', 'sold_outside_area'], { each: true }) warnings!: Suspicion[];
  @IsOptional() @IsString() modelName?: string | null;
  @IsOptional() @IsString() series?: string | null;
  @IsOptional() @IsString() madeOn?: string | null;
  /** What the factory noted of its making, stage by stage. */
  @IsOptional() @IsString() making?: string | null;
  @IsOptional() @IsString() repairUntil?: string | null;
}

interface FoundDevice extends AskedDevice {
  readonly published: readonly PublishedFact[];
  readonly facts: Readonly<Record<PublishedFact, string | null>>;
}

const deviceAsked = statement(
  'authenticity-device',
  `SELECT d.serial, d.branch_id AS "branchId", d.dealer_code AS "dealerCode", d.customer_id AS "customerId", d.sold_outside_area AS "soldOutsideArea", m.published_facts AS published,
          jsonb_build_object('modelName', m.name, 'series', m.series, 'madeOn', d.made_on, 'making', d.process_stage_notes, 'repairUntil', d.repair_until) AS facts
     FROM device d JOIN product_model m USING (model_code) WHERE d.authenticity_code = $1 OR d.serial = $1`,
);
const begin = statement(
  'authenticity-begin',
  `INSERT INTO authenticity (id, branch_id, version, times_asked, suspected)
   SELECT $1, coalesce($2, (SELECT branch_id FROM branch WHERE kind = 'factory' ORDER BY branch_id LIMIT 1)), 1, 0, '{}' ON CONFLICT (id) DO NOTHING`,
);

@Controller('authenticity-checks')
export class AskAuthenticity {
  constructor(
    private readonly database: Database,
    private readonly records: AuthenticityStore,
    private readonly contacts: ContactStore,
  ) {}

  /** Is this genuine? For everybody, without signing in; each question counts. A POST: the code is a secret until somebody has scratched it free. */
  @Post()
  @Public()
  @Answers(AuthenticityAnswer, 200)
  async handle(@Body() { code }: AskAuthenticityBody): Promise<AuthenticityAnswer> {
    const asked = codeAsked(code);
    return this.database.withTx({ principal: anybody, branches: '*' }, async (tx) => {
      const [device] = await tx.query<FoundDevice>(deviceAsked, [asked]);
      const id = derivedId('authenticity', device?.serial ?? asked);
      await tx.query(begin, [id, device?.branchId ?? null]);
      const { answer, branchId, suspected } = await this.records.changeIn(tx, id, (record, { now }) => {
        const decided = record.ask(device ?? null, now);
        const fresh = decided.events.flatMap((event) => (event.type === 'AuthenticitySuspected' ? [event.reason] : []));
        return { events: decided.events, answer: { answer: decided.answer, branchId: record.branchId, suspected: fresh } };
      });
      for (const reason of suspected) await this.#record(tx, suspicionContact(id, reason), branchId, suspicionWords[reason]);
      const published = Object.fromEntries((device?.published ?? []).map((fact) => [fact, device?.facts[fact] ?? null]));
      return { ...answer, warnings: [...answer.warnings], ...published };
    });
  }
  /** So that whoever gets the ticket has something to read. */
  async #record(tx: Tx, id: string, branchId: string, words: string): Promise<void> {
    await this.contacts.createIn(tx, ({ now, actor }) => {
      const { contact, events } = Contact.record({ id, branchId, channel: 'web', caller: null, words, candidates: [], recordedBy: actor.subject }, now);
      return { aggregate: contact, events, answer: undefined };
    });
  }
}
