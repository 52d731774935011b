import { BrokenRecord, ContractViolation, decodeRecord, recognise, validateOpen, type EventContract, type ReceivedEvent } from '@aftercare/contracts';
import { derivedId } from '@aftercare/kernel';
import type { LogRecord } from '../event-bus';
import type { Failure, ParkedRecord } from '../event-store';

/** A record as a unit sees it. */
export interface Item {
  readonly record: LogRecord;
  /** `null`: its bytes are no event. */
  readonly event: ReceivedEvent | null;
  /** The type, as far as it could be read. */
  readonly type: string | null;
  /** Some handler of the unit asks for it; others are counted and passed. */
  readonly wanted: boolean;
  /** Why it cannot take effect: seen when it was read, or when it was tried alone. */
  readonly failure: Failure | null;
}

/** An item that is an event, and so has a place in its key's order. */
export interface EventItem extends Item {
  readonly event: ReceivedEvent;
}

export const isEvent = (item: Item): item is EventItem => item.event !== null;

/** What names a thing must fit into an index and be text to Postgres. */
const isName = (text: string): boolean => text.length <= 255 && !text.includes('\0');
/** A list of branches is a setting in the database: a forged one must not read as several, or as all. */
const isBranch = (text: string): boolean => /^[\w-]{1,64}$/.test(text);

/** Reads a record for a unit that handles `contracts` (by type). Never throws: what is wrong with a record is its `failure`. */
export const readItem = (record: LogRecord, contracts: ReadonlyMap<string, EventContract>): Item => {
  const refused = (event: ReceivedEvent | null, type: string | null, errorClass: string, message: string, errorCode: string | null = null): Item => ({
    record, event, type, wanted: true, failure: { errorClass, errorCode, message, stack: null },
  });
  try {
    const event = decodeRecord(record);
    const { key, type, branchId } = event;
    if (!isName(key)) return refused(null, null, 'unreadable', 'the key is no name: longer than 255 characters, or with a NUL');
    if (!isName(type)) return refused(null, null, 'unreadable', 'the type is no name: longer than 255 characters, or with a NUL');
    const contract = contracts.get(type);
    if (contract) {
      try {
        validateOpen(contract, event.data);
      } catch (error) {
        if (error instanceof ContractViolation) return refused(event, type, 'contract', error.message, error.rule);
        throw error;
      }
      const own = contract.branchField === null ? null : (event.data as Record<string, unknown>)[contract.branchField];
      if (branchId !== own || (branchId !== null && !isBranch(branchId))) return refused(event, type, 'foreign-branch', 'header ce_branchid is not the branch that the data names');
      return { record, event, type, wanted: true, failure: null };
    }
    if (recognise(type, [...contracts.values()]) === 'unknown-version') return refused(event, type, 'unknown-version', `this version of ${type} is not known here`);
    return { record, event, type, wanted: false, failure: null };
  } catch (error) {
    if (!(error instanceof BrokenRecord)) throw error;
    const { type } = error.readable;
    return refused(null, type !== null && isName(type) ? type : null, 'unreadable', error.message, error.code);
  }
};

/** What the record before an offset must be: its event's id. Of bytes that are no event there is nothing to compare. */
export const idOf = ({ event }: Item): string | null => event?.id ?? null;

/**
 * The item as a parked record. Bytes that are no event are named by their place and hold no key: whether they stood for an event shows
 * when the next one of the key arrives, and then a good copy may take their place.
 */
export const parkedRecord = ({ record, event, type }: Item, fate: Pick<ParkedRecord, 'status' | 'nextAt' | 'failure'>): ParkedRecord => ({
  eventId: event?.id ?? derivedId(record.topic, String(record.partition), String(record.offset)),
  topic: record.topic,
  part: record.partition,
  offset: record.offset,
  key: event?.key ?? null,
  sequence: event?.sequence ?? null,
  type,
  headers: Object.fromEntries(Object.entries(record.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, Array.isArray(value) ? value.map(String).join(', ') : value.toString()]]))),
  recordKey: record.key,
  value: record.value,
  attempts: 0,
  ...fate,
});

/** The record that was parked, as it came. */
export const logRecord = ({ topic, part, offset, recordKey, value, headers }: ParkedRecord): LogRecord => ({ topic, partition: part, offset, key: recordKey, value, headers });
