import { parseArgs } from 'node:util';
import { Refusal } from '../platform/refusal.ts';
import { schemaOwners } from '../platform/services.ts';
import type { SchemaOwner } from '../platform/services.ts';

export interface OpsCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The projection whose rebuild is watched to its end. */
  readonly rebuild?: string;
}

export interface OpsOptions {
  readonly services: readonly SchemaOwner[];
  readonly call: OpsCall;
  /** The staff code in whose name it is done. */
  readonly as: string;
  readonly json: boolean;
}

/** A command that works on the installation itself, not through a service's routes. */
export interface InstallationCommand {
  readonly installation: 'backup' | 'restore' | 'verify';
  /** Where the backup goes, or which one is put back; `null` = not named. */
  readonly place: string | null;
  /** In whose name and why; empty where nothing changes. */
  readonly as: string;
  readonly reason: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export const usage = `npm run ops -- COMMAND [FLAGS]

  status                                       what waits, is held, is parked, is not heard; of all services
  parked list [--unit U] [--status S]          records put aside: failing, behind, dead
  parked show UNIT EVENT                       one of them, with its bytes
  parked retry UNIT EVENT --reason R           try it again now
  parked discard UNIT EVENT --reason R         give it up for good; what waits behind it goes on
  outbox release --topic T --key K --reason R  let a held key go on; status lists them
  republish --topic T --key K --from-seq N --reason R   send a key's events once more
  resync UNIT --reason R                       let a unit read from the start; repeats are dropped

  timers list [--dead] [--kind K]              what falls due by itself; --dead: what has failed too often
  timers revive KIND SUBJECT --reason R        let a dead timer fire again

  projections                                  what can be rebuilt, and how the newest rebuilds stand
  rebuild PROJECTION --reason R                make it anew from the first event beside the old one, compare, swap
          [--accept-difference]                swap also when rows differ, e.g. because the old ones are wrong

  On this machine, for all services at once (AFTERCARE_DATA=.data names the installation):
  backup [--to FOLDER]                         copies Postgres while everything runs; Kafka is refilled from it
  restore FROM --reason R                      puts a backup back and makes Kafka anew from it; npm start must be stopped
  restore --reason R                           the same after the database was set back by other means
  verify                                       compares events, log, guards and offsets; exit code 1 when something is wrong

  --service S  one of ${schemaOwners.join(', ')}; needed wherever something changes (rebuild finds it)
  --as CODE    in whose name, e.g. ST002 (AFTERCARE_TOKEN replaces it)
  --dry-run    say what would be done, change nothing (outbox release, republish, resync, rebuild, restore)
  --json       for programs
`;

const flags = {
  service: { type: 'string' }, as: { type: 'string' }, unit: { type: 'string' }, status: { type: 'string' }, limit: { type: 'string' }, after: { type: 'string' },
  reason: { type: 'string' }, topic: { type: 'string' }, key: { type: 'string' }, 'from-seq': { type: 'string' },
  to: { type: 'string' }, dead: { type: 'boolean', default: false }, kind: { type: 'string' },
  'accept-difference': { type: 'boolean', default: false }, 'dry-run': { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; refuses in one line that names the flag and what belongs there. */
export function parseOps(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): OpsOptions | InstallationCommand | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help || positionals.length === 0) return 'help';
  const installation = installationOf(positionals, values);
  if (installation) return installation;
  const call = callOf(positionals, values);
  const named = values.service;
  if (named !== undefined && !schemaOwners.some((owner) => owner === named)) throw new Refusal(`--service: there is no "${named}"; there are ${schemaOwners.join(', ')}`);
  if (call.method === 'POST' && named === undefined && call.rebuild === undefined) throw new Refusal(`--service is needed: say which of ${schemaOwners.join(', ')} is meant`);
  if (values.as === undefined && !env['AFTERCARE_TOKEN']) throw new Refusal('--as CODE is needed: in whose name is it done? e.g. --as ST002');
  return { services: schemaOwners.filter((owner) => named === undefined || owner === named), call, as: values.as ?? '', json: values.json };
}

function installationOf([command = '', place, ...rest]: readonly string[], values: Values): InstallationCommand | null {
  const common = { as: values.as ?? '', reason: values.reason ?? '', dryRun: values['dry-run'], json: values.json };
  if (!['backup', 'restore', 'verify'].includes(command)) return null;
  if (values.service !== undefined) throw new Refusal(`${command} works on the whole installation: leave --service out`);
  if (rest.length > 0 || (place !== undefined && command !== 'restore')) throw new Refusal(`${command}: "${rest[0] ?? place}" is too much; npm run ops -- --help shows how it is called`);
  switch (command) {
    case 'backup': return { ...common, installation: 'backup', place: values.to ?? null };
    case 'verify': return { ...common, installation: 'verify', place: null };
    default:
      if (!common.dryRun) needed(values.as, '--as', 'in whose name is it done? e.g. --as ST002');
      if (!common.dryRun) needed(values.reason, '--reason', 'why it is done; it is kept in the audit');
      return { ...common, installation: 'restore', place: place ?? null };
  }
}

type Values = ReturnType<typeof parsed>['values'];

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split('\n')[0]}; npm run ops -- --help lists the commands`);
  }
}

function callOf([first = '', second = '', ...rest]: readonly string[], values: Values): OpsCall {
  const reason = (): string => needed(values.reason, '--reason', 'why it is done; it is kept in the audit');
  const dryRun = values['dry-run'];
  const at = (): string => {
    const [unit, event] = rest;
    if (unit === undefined || event === undefined) throw new Refusal(`parked ${second} UNIT EVENT: both are in the answer of parked list`);
    return `/ops/parked/${encodeURIComponent(unit)}/${encodeURIComponent(event)}`;
  };
  const timer = (): string => {
    const [kind, subject] = rest;
    if (kind === undefined || subject === undefined) throw new Refusal('timers revive KIND SUBJECT: both are in the answer of timers list');
    return `/ops/timers/${encodeURIComponent(kind)}/${encodeURIComponent(subject)}`;
  };
  const asked = (fields: Record<string, string | undefined>): string => {
    const query = new URLSearchParams(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return query.size > 0 ? `?${query}` : '';
  };
  const place = () => ({ topic: needed(values.topic, '--topic', 'e.g. aftercare.tickets.ticket'), key: needed(values.key, '--key', "the aggregate's id") });
  switch (['parked', 'outbox', 'timers'].includes(first) ? `${first} ${second}` : first) {
    case 'outbox release': return { method: 'POST', path: '/ops/held-keys/release', body: { ...place(), dryRun, reason: reason() } };
    case 'outbox status':
    case 'status': return { method: 'GET', path: '/ops/status' };
    case 'parked list': return { method: 'GET', path: `/ops/parked${asked({ unit: values.unit, status: values.status, limit: values.limit, after: values.after })}` };
    case 'timers list': return { method: 'GET', path: `/ops/timers${asked({ dead: values.dead ? 'true' : undefined, kind: values.kind, limit: values.limit, after: values.after })}` };
    case 'timers revive': return { method: 'POST', path: `${timer()}/revive`, body: { reason: reason() } };
    case 'parked show': return { method: 'GET', path: at() };
    case 'parked retry': return { method: 'POST', path: `${at()}/retry`, body: { reason: reason() } };
    case 'parked discard': return { method: 'POST', path: `${at()}/discard`, body: { reason: reason() } };
    case 'republish': {
      const from = Number(needed(values['from-seq'], '--from-seq', 'the first sequence to send, from 1'));
      if (!Number.isSafeInteger(from) || from < 1) throw new Refusal(`--from-seq is "${values['from-seq']}": it is a whole number from 1`);
      return { method: 'POST', path: '/ops/republish', body: { ...place(), fromSequence: from, dryRun, reason: reason() } };
    }
    case 'resync': return { method: 'POST', path: `/ops/units/${encodeURIComponent(needed(second === '' ? undefined : second, 'resync UNIT', 'reactions or views'))}/resync`, body: { dryRun, reason: reason() } };
    case 'projections': return { method: 'GET', path: '/ops/projections' };
    case 'rebuild': {
      const projection = needed(second === '' ? undefined : second, 'rebuild PROJECTION', 'its name is in the answer of projections');
      const body = { acceptDifference: values['accept-difference'], dryRun, reason: reason() };
      return { method: 'POST', path: `/ops/projections/${encodeURIComponent(projection)}/rebuild`, body, rebuild: projection };
    }
    default: throw new Refusal(`there is no command "${[first, second].join(' ').trim()}"; npm run ops -- --help lists them`);
  }
}

function needed(value: string | undefined, flag: string, what: string): string {
  if (value === undefined || value.trim() === '') throw new Refusal(`${flag} is needed: ${what}`);
  return value;
}
