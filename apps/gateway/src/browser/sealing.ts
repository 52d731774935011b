import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** What the browser keeps: 256 random bits that mean nothing. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Under which name a session is kept: who reads the database cannot make a cookie of it. */
export const idOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'aftercare browser session', 32));
const nonceLength = 12;
const tagLength = 16;

/** Only whoever brings the secret can read it again: a copy of the database holds no token of anybody. */
export function seal(secret: string, value: object): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), nonce);
  return Buffer.concat([nonce, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when it was sealed with another secret, or altered. */
export function unseal<T>(secret: string, sealed: Buffer): T {
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), sealed.subarray(0, nonceLength)).setAuthTag(sealed.subarray(-tagLength));
  return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]).toString('utf8')) as T;
}
