import { isIP } from 'node:net';
import type { Text } from '@aftercare/kernel';

/** One variable of the environment: how its text becomes a value, and what to tell the person who got it wrong. */
export interface Setting<T> {
  readonly rule: Text;
  readonly example: string;
  /** A secret is never printed and can have no default. */
  readonly secret: boolean;
  /** `undefined` when the text breaks the rule. */
  parse(text: string): T | undefined;
  /** What an absent variable means; without it the variable is required. */
  readonly absent?: { readonly value: T };
}
export interface PlainSetting<T> extends Setting<T> {
  readonly secret: false;
}

type Shape = Readonly<Record<string, Setting<unknown>>>;
export type ConfigOf<S extends Shape> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

/** The environment is wrong. The message has one line per variable: its name, what is wrong, the rule, an example. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`环境变量配置有误，未启动任何服务 · the environment is wrong, nothing was started:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Parses the environment once, at start. Throws one `ConfigError` that lists every wrong variable, not just the first. */
export function readConfig<S extends Shape>(shape: S, environment: NodeJS.ProcessEnv = process.env): ConfigOf<S> {
  const problems: string[] = [];
  const config = Object.entries(shape).map(([name, setting]) => {
    const text = environment[name]?.trim();
    if (!text && setting.absent) return [name, setting.absent.value];
    const value = text ? setting.parse(text) : undefined;
    if (value === undefined) problems.push(problemOf(name, setting, text));
    return [name, value];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(config) as ConfigOf<S>;
}

const problemOf = (name: string, { rule, example, secret }: Setting<unknown>, text: string | undefined): string => {
  const shown = secret ? '***' : JSON.stringify(text);
  const [zh, en] = text ? [`现为 ${shown}`, `is ${shown}`] : ['未设置', 'is not set'];
  return `${name} ${zh}，须为${rule.zh}，例如 ${name}=${example} · ${en}, must be ${rule.en}, e.g. ${name}=${example}`;
};

const plain = <T>(rule: Text, example: string, parse: (text: string) => T | undefined): PlainSetting<T> => ({ rule, example, parse, secret: false });

/** The variable may be absent. */
export const optional = <T>(setting: Setting<T>): Setting<T | undefined> => ({ ...setting, absent: { value: undefined } });

/** The variable may be absent and then means `value`; not for secrets. */
export const withDefault = <T>(setting: PlainSetting<T>, value: T): Setting<T> => ({ ...setting, absent: { value } });

/** The value is never printed. */
export const secret = <T>(setting: Setting<T>): Setting<T> & { readonly secret: true } => ({ ...setting, secret: true });

export const text = (rule: Text, example: string): PlainSetting<string> => plain(rule, example, (given) => given);

export const wholeNumber = (from: number, to: number, example = from): PlainSetting<number> =>
  plain({ zh: ` ${from}–${to} 的整数`, en: `a whole number from ${from} to ${to}` }, String(example), (given) => {
    const value = Number(given);
    return /^\d{1,15}$/.test(given) && value >= from && value <= to ? value : undefined;
  });

export const oneOf = <const T extends string>(...values: readonly T[]): PlainSetting<T> =>
  plain({ zh: ` ${values.join('、')} 之一`, en: `one of ${values.join(', ')}` }, values[0] ?? '', (given) => values.find((value) => value === given));

export const url = (example: string, ...protocols: readonly string[]): PlainSetting<string> =>
  plain({ zh: `以 ${protocols.join('、')} 开头的网址`, en: `a URL that starts with ${protocols.join(' or ')}` }, example, (given) =>
    URL.canParse(given) && protocols.some((protocol) => given.startsWith(protocol)) ? given.replace(/\/$/, '') : undefined);

export const urlList = (example: string, ...protocols: readonly string[]): PlainSetting<readonly string[]> =>
  plain({ zh: '以逗号分隔的网址', en: 'URLs, several joined by commas' }, example, (given) => {
    const one = url(example, ...protocols);
    const urls = given.split(',').map((text) => one.parse(text.trim()));
    return urls.every((parsed) => parsed !== undefined) ? urls : undefined;
  });

export const hostList = (example: string): PlainSetting<readonly string[]> =>
  plain({ zh: '以逗号分隔的 主机:端口', en: 'host:port, several joined by commas' }, example, (given) => {
    const hosts = given.split(',').map((host) => host.trim());
    return hosts.every((host) => /^[^\s:,]+:\d{1,5}$/.test(host)) ? hosts : undefined;
  });

export const addressList = (example: string): PlainSetting<readonly string[]> =>
  plain({ zh: '以逗号分隔的 IP 地址或网段', en: 'IP addresses or networks, several joined by commas' }, example, (given) => {
    const addresses = given.split(',').map((address) => address.trim());
    return addresses.every(isNetwork) ? addresses : undefined;
  });

const isNetwork = (written: string): boolean => {
  const [address = '', length, more] = written.split('/');
  const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more === undefined && bits > 0 && (length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= bits));
};

const webUrl = (example: string) => url(example, 'http://', 'https://');

/** What every service reads. */
export const serviceSettings = {
  SERVICE_PORT: wholeNumber(1, 65_535, 3001),
  APP_PROFILE: oneOf('laptop', 'test', 'production'),
  LOG_LEVEL: withDefault(oneOf('debug', 'info', 'warn', 'error'), 'info'),
  OIDC_ISSUER: webUrl('http://127.0.0.1:8081'),
  OIDC_JWKS_URI: webUrl('http://127.0.0.1:8081/jwks'),
  OIDC_AUDIENCE: withDefault(text({ zh: '访问令牌的受众', en: 'the audience of the access tokens' }, 'urn:aftercare:api'), 'urn:aftercare:api'),
  /** Where the keys of the gateways are whose tokens count here; without one, only machines with a token of the provider are let in. */
  GATEWAY_JWKS_URI: optional(urlList('http://127.0.0.1:8080/auth/keys', 'http://', 'https://')),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(webUrl('http://127.0.0.1:4318')),
  TRACE_FILE: optional(text({ zh: '文件路径', en: 'a file path' }, '.data/logs/traces/tickets.jsonl')),
} as const;
export type ServiceConfig = ConfigOf<typeof serviceSettings>;

/** What a service with a database and events reads besides. */
export const storeSettings = {
  DATABASE_URL: secret(url('postgres://tickets_app:PASSWORD@127.0.0.1:5432/aftercare', 'postgres://', 'postgresql://')),
  KAFKA_BROKERS: hostList('127.0.0.1:9092'),
} as const;
