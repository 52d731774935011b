import { CalendarPublishedV1, type DataOf, type ReceivedEvent } from '@aftercare/contracts';
import { keepNewest, Projects } from '@aftercare/event-bus';
import { statement, type Tx } from '@aftercare/event-store';
import { Controller } from '@nestjs/common';

const upsert = statement(
  'calendar-view',
  `INSERT INTO calendar (code, spec) SELECT c->>'calendarCode', c - 'calendarCode' FROM jsonb_array_elements($1::jsonb) c ON CONFLICT (code) DO UPDATE SET spec = excluded.spec`,
);

/** When branches work: their cut-off, and the workdays by which a receipt is waited for. */
@Controller()
export class Calendars {
  @Projects(CalendarPublishedV1)
  async apply(events: readonly ReceivedEvent<DataOf<typeof CalendarPublishedV1>>[], tx: Tx): Promise<void> {
    await keepNewest(tx, upsert, events, 'calendarCode');
  }
}
