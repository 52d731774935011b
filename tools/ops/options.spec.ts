import { parseOps } from './options.ts';

const as = ['--as', 'ST002'];

describe('npm run ops', () => {
  it('asks all services where nothing changes, one where something does', () => {
    expect(parseOps(['status', ...as], {})).toEqual({ services: ['directory', 'tickets', 'inventory', 'dealer-returns', 'notifier', 'analytics'], call: { method: 'GET', path: '/ops/status' }, as: 'ST002', json: false });
    expect(parseOps(['resync', 'views', '--service', 'analytics', '--reason', 'log replaced', '--dry-run', ...as], {})).toMatchObject({
      services: ['analytics'], call: { method: 'POST', path: '/ops/units/views/resync', body: { reason: 'log replaced', dryRun: true } },
    });
  });

  it('finds the service of a projection by itself, and asks for what a person has to say', () => {
    expect(parseOps(['rebuild', 'TicketsByDay', '--reason', 'figures were wrong', '--accept-difference', ...as], {})).toMatchObject({
      services: ['directory', 'tickets', 'inventory', 'dealer-returns', 'notifier', 'analytics'],
      call: { method: 'POST', path: '/ops/projections/TicketsByDay/rebuild', rebuild: 'TicketsByDay', body: { reason: 'figures were wrong', acceptDifference: true, dryRun: false } },
    });
    expect(parseOps(['rebuild', 'TicketsByDay', '--service', 'analytics', '--reason', 'x', '--dry-run', ...as], {})).toMatchObject({ services: ['analytics'], call: { body: { dryRun: true } } });
  });

  it('puts what people type into addresses safely', () => {
    expect(parseOps(['parked', 'show', 'a/b', '?x', ...as], {})).toMatchObject({ call: { path: '/ops/parked/a%2Fb/%3Fx' } });
    expect(parseOps(['parked', 'list', '--status', 'dead&x=1', ...as], {})).toMatchObject({ call: { path: '/ops/parked?status=dead%26x%3D1' } });
  });

  it('knows what works on the installation itself', () => {
    expect(parseOps(['backup', '--to', '/mnt/safe'], {})).toEqual({ installation: 'backup', place: '/mnt/safe', as: '', reason: '', dryRun: false, json: false });
    expect(parseOps(['restore', 'copy', '--reason', 'disk replaced', ...as], {})).toMatchObject({ installation: 'restore', place: 'copy', as: 'ST002', reason: 'disk replaced' });
    expect(parseOps(['restore', '--dry-run'], {})).toMatchObject({ installation: 'restore', place: null, dryRun: true });
    expect(parseOps(['verify', '--json'], {})).toMatchObject({ installation: 'verify', json: true });
  });

  it('names a timer by kind and subject', () => {
    expect(parseOps(['timers', 'list', '--dead', '--kind', 'ticket.first-response', ...as], {})).toMatchObject({ call: { path: '/ops/timers?dead=true&kind=ticket.first-response' } });
    expect(parseOps(['timers', 'revive', 'a/b', 'c', '--service', 'tickets', '--reason', 'repaired', ...as], {})).toMatchObject({
      services: ['tickets'], call: { method: 'POST', path: '/ops/timers/a%2Fb/c/revive', body: { reason: 'repaired' } },
    });
  });

  it('gives its usage to who asks nothing', () => {
    expect(parseOps([], {})).toBe('help');
  });

  it.each([
    [['parkd', 'list'], 'there is no command "parkd list"'],
    [['parked', 'retry', 'views'], 'parked retry UNIT EVENT'],
    [['parked', 'retry', 'views', 'e', '--service', 'tickets'], '--reason is needed'],
    [['resync', 'views', '--reason', 'x'], '--service is needed'],
    [['rebuild', '--reason', 'x'], 'rebuild PROJECTION is needed'],
    [['rebuild', 'TicketsByDay'], '--reason is needed'],
    [['status', '--service', 'ticket'], '--service: there is no "ticket"'],
    [['republish', '--topic', 't', '--key', 'k', '--from-seq', '0', '--reason', 'x'], '--from-seq is "0"'],
    [['status', '--jsn'], "'--jsn'"],
    [['timers', 'revive', 'k'], 'timers revive KIND SUBJECT'],
    [['backup', '/mnt/safe'], 'backup: "/mnt/safe" is too much'],
    [['restore', 'copy'], '--reason is needed'],
    [['verify', '--service', 'tickets'], 'verify works on the whole installation'],
  ])('refuses %j in one line', (argv, words) => {
    expect(() => parseOps([...argv, ...as], {})).toThrow(words);
  });

  it('will not do anything in nobody’s name', () => {
    expect(() => parseOps(['status'], {})).toThrow('--as CODE is needed');
    expect(parseOps(['status'], { AFTERCARE_TOKEN: 't' })).toMatchObject({ as: '' });
  });
});
