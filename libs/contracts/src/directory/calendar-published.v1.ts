import { Type } from 'typebox';
import { defineEvent, type DataOf } from '../event-contract';
import { closed, code, day, oneOf, zone } from '../fields';

/** The working hours of every branch that names this calendar: the whole of it, replacing what was published before. */
export const CalendarPublishedV1 = defineEvent({
  type: 'aftercare.directory.calendar.published.v1',
  meaning: { zh: '工作日历已发布（整份替换）', en: 'A working calendar was published, replacing the one before' },
  keyField: 'calendarCode',
  branchField: null,
  personalData: 'none',
  fields: {
    calendarCode: code(),
    zone: zone(),
    spans: Type.Array(
      closed({
        /** ISO: Monday 1 … Sunday 7 */
        weekday: Type.Integer({ minimum: 1, maximum: 7 }),
        from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
        to: Type.String({ pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' }),
      }),
      { maxItems: 100 },
    ),
    exceptions: Type.Array(closed({ date: day(), kind: oneOf('holiday', 'makeup_workday') }), { maxItems: 10_000 }),
  },
  example: {
    calendarCode: 'CN-STD',
    zone: 'Asia/Shanghai',
    spans: [
      { weekday: 1, from: '08:30', to: '12:00' },
      { weekday: 1, from: '13:30', to: '17:30' },
    ],
    exceptions: [
      { date: '2026-01-01', kind: 'holiday' },
      { date: '2026-01-04', kind: 'makeup_workday' },
    ],
  },
});
export type CalendarPublishedV1 = DataOf<typeof CalendarPublishedV1>;
