import type { Text } from '@aftercare/kernel';
import type { Static, TObject, TProperties, TSchema } from 'typebox';
import { closed } from './fields';

/** The data of any event, before its contract says more. */
export type EventData = Readonly<Record<string, unknown>>;

/** One event in one version: what its producer promises and its readers may rely on. */
export interface EventContract<T = EventData> {
  /** `aftercare.<service>.<aggregate>.<past>.v<N>` */
  readonly type: string;
  /** `aftercare.<service>.<aggregate>`: all events of one aggregate, in order per key. */
  readonly topic: string;
  readonly service: string;
  readonly aggregate: string;
  readonly version: number;
  /** `/aftercare/<service>`: who says so. */
  readonly source: string;
  /** The absolute URI of the schema, for `dataschema`. */
  readonly schemaId: string;
  /** The field that holds the aggregate's id, the record's key. */
  readonly keyField: string;
  /** The field that holds the branch; null for facts that all branches share. */
  readonly branchField: string | null;
  /** Whether the data points at persons by id. Personal data itself is never in an event. */
  readonly personalData: 'none' | 'ids';
  readonly meaning: Text;
  /** JSON Schema 2020-12 in the restricted profile; closed at every level. */
  readonly schema: TSchema;
  readonly example: T;
  of(data: T): ContractEvent<T>;
}

/** A fact that is ready to be raised; not validated yet. */
export interface ContractEvent<T = EventData> {
  readonly contract: EventContract<T>;
  readonly data: T;
}

/** The data type of a contract: `DataOf<typeof TicketOpenedV1>`. */
export type DataOf<C> = C extends EventContract<infer T> ? T : never;

type StringFields<T> = { [K in keyof T & string]: T[K] extends string ? K : never }[keyof T & string];

interface EventSpec<P extends TProperties> {
  readonly type: string;
  readonly meaning: Text;
  readonly keyField: StringFields<Static<TObject<P>>>;
  readonly branchField: StringFields<Static<TObject<P>>> | null;
  readonly personalData: 'none' | 'ids';
  readonly fields: P;
  readonly example: Static<TObject<P>>;
}

const word = '[a-z][a-z0-9_]*';
const grammar = new RegExp(`^(?<topic>aftercare\\.(?<service>${word})\\.(?<aggregate>${word}))\\.(?<fact>${word})\\.v(?<version>[1-9][0-9]*)$`);

interface TypeParts {
  readonly topic: string;
  readonly service: string;
  readonly aggregate: string;
  /** The type without its version: two versions of one fact have the same. */
  readonly fact: string;
  readonly version: number;
}

/** Takes an event type apart; null when it is not one of ours. */
export const partsOf = (type: string): TypeParts | null => {
  const groups = grammar.exec(type)?.groups as Record<'topic' | 'service' | 'aggregate' | 'fact' | 'version', string> | undefined;
  return groups ? { ...groups, fact: `${groups.topic}.${groups.fact}`, version: Number(groups.version) } : null;
};

/** Declares an event version. Everything about its place on the wire follows from `type`. */
export const defineEvent = <const P extends TProperties>(spec: EventSpec<P>): EventContract<Static<TObject<P>>> => {
  const parts = partsOf(spec.type);
  if (!parts) throw new Error(`event type ${spec.type} is not aftercare.<service>.<aggregate>.<past>.v<N> in snake_case`);
  const { fields, ...rest } = spec;
  const contract: EventContract<Static<TObject<P>>> = {
    ...rest,
    topic: parts.topic,
    service: parts.service,
    aggregate: parts.aggregate,
    version: parts.version,
    source: `/aftercare/${parts.service}`,
    schemaId: `urn:aftercare:schema:${spec.type}`,
    schema: closed(fields),
    of: (data) => ({ contract, data }),
  };
  return Object.freeze(contract);
};
