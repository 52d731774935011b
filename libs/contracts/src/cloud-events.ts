import { isUuid } from '@aftercare/kernel';
import { fullFormats } from 'ajv-formats/dist/formats';

/** What is known about an event when it is appended, by its CloudEvents names. */
export interface EventHeaders {
  readonly id: string;
  readonly type: string;
  /** `/aftercare/<service>` */
  readonly source: string;
  /** The aggregate's id, equal to the record's key. */
  readonly subject: string;
  /** RFC 3339 */
  readonly time: string;
  /** The contract's `schemaId`. */
  readonly dataschema: string;
  readonly branchid?: string | null;
  readonly correlationid: string;
  readonly causationid?: string | null;
  readonly traceparent?: string | null;
}

/** A Kafka record as kafkajs hands it over: a header that occurs twice is an array. */
export interface WireRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;
}

/** An event as its readers see it. `data` is parsed, not validated: see `validateOpen`. */
export interface ReceivedEvent<T = unknown> {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly key: string;
  /** Contiguous per topic and key, from 1. */
  readonly sequence: number;
  readonly occurredAt: Date;
  readonly branchId: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
  readonly data: T;
}

export type BrokenCode =
  | 'key-missing'
  | 'key-not-utf8'
  | 'key-not-subject'
  | 'value-missing'
  | 'value-not-utf8'
  | 'value-not-json'
  | 'header-missing'
  | 'header-repeated'
  | 'header-not-utf8'
  | 'specversion-unknown'
  | 'content-type-unknown'
  | 'id-invalid'
  | 'time-invalid'
  | 'sequence-invalid';

/** What could be read of a broken record, so that it can be parked under its own name and hold its own key. */
export type Readable = { readonly [K in keyof Omit<ReceivedEvent, 'data'>]: ReceivedEvent[K] | null };

/** Bytes that are not an event of ours. The message names place and rule, never a value. */
export class BrokenRecord extends Error {
  constructor(
    readonly code: BrokenCode,
    message: string,
    readonly readable: Readable,
  ) {
    super(message);
    this.name = 'BrokenRecord';
  }
}

/** The headers of CloudEvents 1.0 in Kafka's binary mode, without `ce_sequence`, which only the append knows. */
export const encodeHeaders = (headers: EventHeaders): Record<string, string> => {
  const encoded: Record<string, string> = { ce_specversion: '1.0', 'content-type': 'application/json' };
  for (const [attribute, value] of Object.entries(headers) as [string, string | null | undefined][]) {
    if (value !== undefined && value !== null) encoded[`ce_${attribute}`] = value;
  }
  return encoded;
};

/** The text of `ce_sequence`: sixteen digits, so that it sorts as text, too. */
export const sequenceHeader = (sequence: number): string => {
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new RangeError(`a sequence is a whole number from 1, not ${sequence}`);
  return String(sequence).padStart(16, '0');
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of the bytes, or null when they are not UTF-8. */
const textOf = (bytes: Buffer | string): string | null => {
  if (typeof bytes === 'string') return bytes;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};

const jsonInUtf8 = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;
const isInstant = fullFormats['date-time'] as { validate(text: string): boolean };

/** Reads a record of CloudEvents 1.0 in binary mode. Throws `BrokenRecord` with the first flaw and whatever was readable. */
export const decodeRecord = (record: WireRecord): ReceivedEvent => {
  let first: { code: BrokenCode; message: string } | null = null;
  const flaw = (code: BrokenCode, message: string): null => {
    first ??= { code, message };
    return null;
  };

  const optional = (name: string): string | null => {
    const value = record.headers?.[name];
    if (value === undefined || value === null) return null;
    if (Array.isArray(value)) return flaw('header-repeated', `header ${name} occurs ${value.length} times`);
    return textOf(value) ?? flaw('header-not-utf8', `header ${name} is not UTF-8`);
  };
  const required = (name: string): string | null => {
    const value = optional(name);
    return value === null || value === '' ? flaw('header-missing', `header ${name} is missing`) : value;
  };
  /** The header's meaning, or a flaw if it has none. */
  const parsed = <V>(name: string, code: BrokenCode, rule: string, parse: (text: string) => V | null): V | null => {
    const text = required(name);
    return text === null ? null : (parse(text) ?? flaw(code, `header ${name} is not ${rule}`));
  };

  parsed('ce_specversion', 'specversion-unknown', '1.0', (text) => (text === '1.0' ? text : null));
  parsed('content-type', 'content-type-unknown', 'application/json', (text) => (jsonInUtf8.test(text) ? text : null));
  const readable: Readable = {
    id: parsed('ce_id', 'id-invalid', 'a UUID', (text) => (isUuid(text) ? text.toLowerCase() : null)),
    type: required('ce_type'),
    source: required('ce_source'),
    key: keyOf(record.key, required('ce_subject'), flaw),
    sequence: parsed('ce_sequence', 'sequence-invalid', 'a whole number from 1', (text) => {
      const sequence = /^[0-9]+$/.test(text) ? Number(text) : 0;
      return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : null;
    }),
    occurredAt: parsed('ce_time', 'time-invalid', 'an RFC 3339 instant', (text) => {
      const time = isInstant.validate(text) ? new Date(text) : null;
      return time && !Number.isNaN(time.getTime()) ? time : null;
    }),
    branchId: optional('ce_branchid'),
    correlationId: required('ce_correlationid'),
    causationId: optional('ce_causationid'),
    traceparent: optional('ce_traceparent'),
  };
  const data = dataOf(record.value, flaw);

  if (first !== null) {
    const { code, message } = first as { code: BrokenCode; message: string };
    throw new BrokenRecord(code, message, readable);
  }
  return { ...(readable as Omit<ReceivedEvent, 'data'>), data };
};

type Flaw = (code: BrokenCode, message: string) => null;

const keyOf = (bytes: Buffer | null, subject: string | null, flaw: Flaw): string | null => {
  if (bytes === null || bytes.length === 0) return flaw('key-missing', 'the record has no key');
  const key = textOf(bytes);
  if (key === null) return flaw('key-not-utf8', 'the key is not UTF-8');
  if (subject !== null && subject !== key) flaw('key-not-subject', 'header ce_subject is not the key');
  return key;
};

const dataOf = (bytes: Buffer | null, flaw: Flaw): unknown => {
  if (bytes === null) return flaw('value-missing', 'the record has no value (a tombstone)');
  const text = textOf(bytes);
  if (text === null) return flaw('value-not-utf8', 'the value is not UTF-8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return flaw('value-not-json', 'the value is not JSON');
  }
};
