import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { EventContract } from './event-contract';

/** An event's payload may not be larger than this, in bytes. */
export const maxPayloadBytes = 768 * 1024;

/** Data breaks its event's contract. The message names the place and the rule, never the value: it may reach a log. */
export class ContractViolation extends Error {
  constructor(
    readonly type: string,
    /** JSON pointer to the offending place; '' is the whole. */
    readonly path: string,
    /** The broken keyword of JSON Schema: `required`, `format`, … */
    readonly rule: string,
    detail: string,
  ) {
    super(`${type}: ${path === '' ? 'the data' : path} ${detail} [${rule}]`);
    this.name = 'ContractViolation';
  }
}

const ajv = addFormats(new Ajv2020({ strict: true, strictTypes: false, allErrors: false, ownProperties: true }));

/** The same schema without the ban on fields it does not know. */
const opened = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(opened);
  if (typeof schema !== 'object' || schema === null) return schema;
  const words = Object.entries(schema).filter(([word, value]) => !(word === 'additionalProperties' && value === false));
  return Object.fromEntries(words.map(([word, value]) => [word, opened(value)]));
};

interface Validators {
  readonly closed: ValidateFunction;
  readonly open: ValidateFunction;
}

const compiled = new WeakMap<Pick<EventContract, 'schema'>, Validators>();

const validatorsOf = (contract: Pick<EventContract, 'schema'>): Validators => {
  const ready = compiled.get(contract);
  if (ready) return ready;
  const fresh: Validators = { closed: ajv.compile(contract.schema), open: ajv.compile(opened(contract.schema) as object) };
  compiled.set(contract, fresh);
  return fresh;
};

const check = (type: string, validate: ValidateFunction, data: unknown): void => {
  if (validate(data)) return;
  const error: ErrorObject = validate.errors![0]!;
  const { missingProperty, additionalProperty } = error.params as { missingProperty?: string; additionalProperty?: string };
  const at = (field: string): string => `${error.instancePath}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (missingProperty !== undefined) throw new ContractViolation(type, at(missingProperty), error.keyword, 'is missing');
  if (additionalProperty !== undefined) throw new ContractViolation(type, at(additionalProperty), error.keyword, 'is not a field of this event');
  throw new ContractViolation(type, error.instancePath, error.keyword, error.message!);
};

/** The producer's check: exactly the fields of the contract. Throws `ContractViolation`. */
export const validateClosed = <T>(contract: EventContract<T>, data: unknown): void => check(contract.type, validatorsOf(contract).closed, data);

/**
 * The reader's check: fields that this version does not know yet are let through; everything it does know must be right.
 * Gives the same data back, typed. Throws `ContractViolation`.
 */
export const validateOpen = <T>(contract: EventContract<T>, data: unknown): T => {
  check(contract.type, validatorsOf(contract).open, data);
  return data as T;
};
