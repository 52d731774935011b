import { databaseUsers, environmentOf, serviceNames } from './services.ts';
import type { Addresses } from './services.ts';

const addresses: Addresses = {
  ports: { issuer: 8081, directory: 3001, tickets: 3002, inventory: 3005, 'dealer-returns': 3006, notifier: 3004, analytics: 3003, gateway: 8080 },
  started: serviceNames,
  kafkaBrokers: '127.0.0.1:9092',
  databaseUrls: { directory: 'postgresql://directory_app:d@h/a', tickets: 'postgresql://tickets_app:t@h/a', inventory: 'postgresql://inventory_app:i@h/a', 'dealer-returns': 'postgresql://dealer-returns_app:r@h/a', notifier: 'postgresql://notifier_app:n@h/a', analytics: 'postgresql://analytics_app:a@h/a', gateway: 'postgresql://gateway_app:g@h/a' },
  issuerData: '/data/issuer',
  sampleCallers: { BR01: '19900001003', BR02: '19900001000' },
  traces: '/data/logs/traces',
};

describe('environment of a service', () => {
  it('holds the secrets of no other service and nothing of the launcher', () => {
    const launcher = { PATH: '/bin', LOG_LEVEL: 'debug', DATABASE_URL: 'postgresql://admin:secret@h/a', AWS_SECRET_ACCESS_KEY: 'x' };
    for (const name of serviceNames) {
      const text = JSON.stringify(environmentOf(name, addresses, launcher));
      expect(text).not.toMatch(/admin|AWS/);
      expect(databaseUsers.filter((user) => text.includes(`${user}_app`))).toEqual(databaseUsers.filter((user) => user === name));
    }
    expect(environmentOf('tickets', addresses, launcher)).toMatchObject({ PATH: '/bin', LOG_LEVEL: 'debug' });
  });

  it('names to the gateway only those that were started', () => {
    const urls = (started: Addresses['started']) => Object.keys(environmentOf('gateway', { ...addresses, started }, {})).filter((name) => name.endsWith('_URL') && !['PUBLIC_URL', 'DATABASE_URL'].includes(name));
    expect(urls(['gateway', 'directory'])).toEqual(['DIRECTORY_URL']);
    expect(urls(serviceNames).sort()).toEqual(['ANALYTICS_URL', 'DEALER_RETURNS_URL', 'DIRECTORY_URL', 'INVENTORY_URL', 'ISSUER_URL', 'NOTIFIER_URL', 'TICKETS_URL']);
  });

  it('tells the gateway, and nobody else, whose number one can try', () => {
    const told = serviceNames.map((name) => environmentOf(name, addresses, {}).SAMPLE_CALLERS).filter((callers) => callers !== undefined);
    expect(told).toEqual(['BR01=19900001003 BR02=19900001000']);
  });

  it('tells every service the same issuer', () => {
    expect(new Set(serviceNames.map((name) => environmentOf(name, addresses, {}).OIDC_ISSUER))).toEqual(new Set(['http://127.0.0.1:8081']));
  });
});
