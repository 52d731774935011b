import { optional, readConfig, secret, serviceSettings, storeSettings, url, type ConfigOf, type PlainSetting } from '@aftercare/chassis';

/** The secrets by which each carrier signs what he tells us; two of one carrier while he changes to a new one. */
export type CarrierSecrets = ReadonlyMap<string, readonly string[]>;

const one = /^([A-Z]{2}[0-9]{2,6})=(whsec_[A-Za-z0-9+/]{32,}={0,2})$/;

const carrierSecrets: PlainSetting<CarrierSecrets> = {
  rule: { zh: '以空格分隔的 承运商=密钥（whsec_ 加至少 24 字节的 Base64）', en: 'CARRIER=SECRET, several joined by blanks; a secret is whsec_ and at least 24 bytes in base64' },
  example: 'CR01=whsec_…',
  secret: false,
  parse: (text) => {
    const pairs = text.split(/\s+/).map((pair) => one.exec(pair));
    if (pairs.some((pair) => pair === null)) return undefined;
    const secrets = new Map<string, readonly string[]>();
    for (const [, carrier = '', secretOfIt = ''] of pairs as RegExpExecArray[]) secrets.set(carrier, [...(secrets.get(carrier) ?? []), secretOfIt]);
    return secrets;
  },
};

/** Without `CARRIER_SECRETS` no carrier can push by signature. */
const settings = { ...serviceSettings, ...storeSettings, DIRECTORY_URL: url('http://127.0.0.1:3002', 'http://', 'https://'), CARRIER_SECRETS: optional(secret(carrierSecrets)) } as const;

export type InventoryConfig = ConfigOf<typeof settings>;

export const inventoryConfig = (): InventoryConfig => readConfig(settings);
