import { branchNamed, Requires } from '@aftercare/auth';
import { Answers, Command, Nullable } from '@aftercare/chassis';
import { statement } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { channels, Contact, type Channel } from '../../domain/contact';
import { Phone } from '../../domain/phone';
import { ContactStore } from '../../persistence/contact.store';

export class RecordContactBody {
  /** The branch that was addressed; may be left out by who works for one branch only. */
  @IsOptional() @IsString() @MaxLength(64) branchId?: string | null;

  @IsIn(channels) channel!: Channel;

  /** The caller's telephone number, as it was seen or said. */
  @IsOptional() @IsString() @MaxLength(40) caller?: string | null;

  /** What was said, in the words of the person who said it. */
  @IsString() @MaxLength(4000) words!: string;
}

export class RecordedContact {
  @IsUUID() contactId!: string;

  /** The one customer of the branch who has the caller's number. */
  @Nullable() @IsUUID() customerId!: string | null;

  /** How many customers of the branch have the number; with more than one, a person decides whose call it was. */
  @IsInt() candidates!: number;

  /** The one dealer of the branch who has the caller's number. */
  @Nullable() @IsString() dealerCode!: string | null;

  @IsString() branchId!: string;

  @IsISO8601() recordedAt!: string;
}

interface Facts {
  readonly branchId: string;
  readonly caller: Phone | null;
  readonly candidates: readonly string[];
  readonly dealerCode: string | null;
}

const addressed = statement(
  'contact-addressed',
  `SELECT array(SELECT id FROM customer WHERE phone = $2 AND branch_id = $1 AND merged_into IS NULL ORDER BY id) AS candidates,
          array(SELECT dealer_code FROM dealer WHERE phone = $2 AND branch_id = $1 ORDER BY dealer_code LIMIT 2) AS dealers
     FROM branch WHERE branch_id = $1`,
);

@Controller('contacts')
export class RecordContact {
  constructor(private readonly contacts: ContactStore) {}

  /** Writes down who got in touch and in which words. A caller whom nobody knows is recorded all the same. */
  @Post()
  @Requires('contact:record')
  @Answers(RecordedContact, 201)
  async handle(@Body() body: RecordContactBody, @Command() command: Command): Promise<RecordedContact> {
    return this.contacts.create<RecordedContact, Facts>(
      ({ now, newId, actor, facts: { dealerCode, ...facts } }) => {
        const { contact, events } = Contact.record({ ...facts, id: newId(), channel: body.channel, words: body.words, recordedBy: actor.subject }, now);
        const { id: contactId, customerId, branchId, recordedAt } = contact;
        return { aggregate: contact, events, answer: { contactId, customerId, candidates: facts.candidates.length, dealerCode, branchId, recordedAt: recordedAt.toISOString() } };
      },
      command,
      async (tx) => {
        const branchId = branchNamed(command.principal, command.permission, body.branchId);
        const caller = body.caller == null ? null : Phone.of(body.caller);
        const [found] = await tx.query<{ candidates: readonly string[]; dealers: readonly string[] }>(addressed, [branchId, caller?.number ?? null]);
        if (!found) throw new NotFound('branch');
        const { candidates, dealers } = found;
        return { branchId, caller, candidates, dealerCode: dealers.length === 1 ? dealers[0]! : null };
      },
    );
  }
}
