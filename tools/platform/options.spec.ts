import { parseOptions } from './options.ts';

const parse = (args: string[], env: NodeJS.ProcessEnv = {}) => parseOptions(args, env);

describe('flags of npm start', () => {
  it('starts everything on 8080 when nothing is said', () => {
    expect(parse([])).toMatchObject({ action: 'start', port: 8080, services: ['issuer', 'directory', 'tickets', 'inventory', 'dealer-returns', 'notifier', 'analytics', 'gateway'], reset: false, empty: false, history: true });
    expect(parse(['--no-history']).history).toBe(false);
  });

  it.each([
    [['--only', 'gateway,tickets'], ['tickets', 'gateway']],
    [['--only=tickets'], ['tickets']],
    [['--only'], []],
    [['--only', '--empty'], []],
  ])('reads %j', (args, services) => {
    expect(parse(args).services).toEqual(services);
  });

  it.each([
    [['--fresh'], {}, '"--fresh" is no flag of npm start: there are --only A,B  --empty  --no-history  --reset  --stop  --help'],
    [['--reset=yes'], {}, '"--reset=yes" is no flag'],
    [['--only', 'ticket'], {}, 'there is no service "ticket"; there are issuer, directory, tickets, inventory, dealer-returns, notifier, analytics, gateway'],
    [['--stop', '--reset'], {}, 'exclude each other'],
    [[], { TEST_CLOCK_FROM: '2026-07-01T00:00:00Z' }, 'TEST_CLOCK_FROM is for APP_PROFILE=test only'],
    [[], { TEST_CLOCK_FROM: '2026-07-01', APP_PROFILE: 'test' }, 'TEST_CLOCK_FROM is "2026-07-01": it is an instant like'],
    [[], { PORT: '80a' }, 'PORT is "80a": set it to a whole number from 1 to 65534'],
    [[], { PORT: '65535' }, 'the next one is used too'],
  ])('refuses %j %j and names the remedy', (args, env, message) => {
    expect(() => parse(args, env)).toThrow(message);
  });
});
