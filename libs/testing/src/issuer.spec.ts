import { TokenVerifier } from '@aftercare/auth';
import { testIssuer, type TestIssuer } from './issuer';
import { principals } from './principals';

describe('testIssuer', () => {
  let issuer: TestIssuer;
  let verifier: TokenVerifier;
  beforeAll(async () => {
    issuer = await testIssuer();
    verifier = new TokenVerifier(issuer);
  });
  afterAll(() => issuer.stop());

  it.each(Object.entries(principals))('makes tokens that prove the %s', async (_, principal) => {
    expect(await verifier.verify(await issuer.token(principal))).toEqual(principal);
  });

  it('makes the flawed tokens that a verifier has to refuse', async () => {
    const flaws = [{ forged: true }, { type: 'JWT' }, { claims: { aud: 'urn:other' } }, { claims: { iss: 'http://127.0.0.1:1' } }, { claims: { exp: 1_000_000_000 } }];
    for (const flaw of flaws) await expect(verifier.verify(await issuer.token(principals.clerk, flaw))).rejects.toThrow();
  });
});
