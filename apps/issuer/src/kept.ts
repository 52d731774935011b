import { generateKeyPairSync, randomBytes, randomInt, randomUUID, timingSafeEqual, createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWKS } from 'oidc-provider';
import type { Person } from './people';
import { Refusal } from './refusal';

/** What this issuer must remember over restarts. Made once, readable by its owner only, never in a log or an answer. */
export interface Kept {
  readonly keys: JWKS;
  readonly cookieKeys: readonly string[];
  /** Staff code → password. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Client id → secret. */
  readonly clientSecrets: Readonly<Record<'aftercare-erp', string>>;
}

type PeopleFile = Record<string, { name: string; role: string; branch: string; password: string }>;

export function keep(folder: string, people: ReadonlyMap<string, Person>): Kept {
  try {
    return gather(folder, people);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Refusal(`ISSUER_DATA ${folder} 无法读写（${code}），请更改其所有者或另选目录 · ISSUER_DATA ${folder} cannot be read and written (${code}): change its owner, or choose another folder`);
  }
}

function gather(folder: string, people: ReadonlyMap<string, Person>): Kept {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keys = made(folder, 'keys.json', () => ({ keys: [signingKey()] }));
  const { cookieKeys } = made(folder, 'cookies.json', () => ({ cookieKeys: [randomBytes(32).toString('base64url')] }));
  const clientSecrets = made(folder, 'clients.json', () => ({ 'aftercare-erp': randomBytes(32).toString('base64url') }));
  return { keys, cookieKeys, clientSecrets, passwords: passwordsOf(folder, people) };
}

/** Whether the two are the same, in a time that does not tell how much of them is. */
export function sameSecret(given: string, kept: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(kept));
}

/** New people get a password, old ones keep theirs, and who has left the sample leaves the file. */
function passwordsOf(folder: string, people: ReadonlyMap<string, Person>): ReadonlyMap<string, string> {
  const known = read<PeopleFile>(folder, 'people.json') ?? {};
  const file: PeopleFile = Object.fromEntries([...people.values()].map(({ code, name, role, branch }) =>
    [code, { name, role, branch, password: known[code]?.password ?? newPassword() }]));
  write(folder, 'people.json', file);
  return new Map(Object.entries(file).map(([code, { password }]) => [code, password]));
}

/** 59 random bits in signs that nobody mistakes for each other. */
function newPassword(): string {
  const signs = '23456789abcdefghjkmnpqrstuvwxyz';
  const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join('');
  return `${group()}-${group()}-${group()}`;
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kty: 'RSA' as const, kid: randomUUID(), use: 'sig' as const, alg: 'RS256' as const };
}

function made<T extends object>(folder: string, file: string, make: () => T): T {
  const kept = read<T>(folder, file);
  if (kept) return kept;
  const fresh = make();
  write(folder, file, fresh);
  return fresh;
}

function read<T>(folder: string, file: string): T | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    throw new Refusal(`${path} 已损坏，请删除后重新启动 · ${path} is broken, delete it and start again`);
  }
}

function write(folder: string, file: string, value: object): void {
  const half = join(folder, `${file}.new`);
  writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(half, join(folder, file));
}
