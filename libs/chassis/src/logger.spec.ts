import { newId } from '@aftercare/kernel';
import { assert, constantFrom, integer, property, tuple, uuid } from 'fast-check';
import { ServiceLogger } from './logger';
import { redact } from './redact';

const lines: string[] = [];
const log = new ServiceLogger({ service: 'sample', level: 'debug', write: (line) => lines.push(line) });
const lineOf = (write: () => void): { text: string; fields: Record<string, unknown> } => {
  lines.length = 0;
  write();
  const text = lines.join('');
  return { text, fields: JSON.parse(text) as Record<string, unknown> };
};

it.each([
  '13812345678', '+86 138 1234 5678', '138-1234-5678', '0086-13812345678', '１３８１２３４５６７８', '0571-88123456', '057188123456', '+44 20 7946 0958',
  'wang@example.com', '11010519491231002X',
  'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJTVDAzMCJ9.c2lnbmF0dXJl', 'Bearer 0123456789abcdef', 'password=hush-canary', 'access_token: "hush-canary"', '/customers?phone=hush-canary&x=1',
  'postgres://tickets_app:hush-canary@127.0.0.1/aftercare',
])('lets no canary through: %s', (canary) => {
  const error = Object.assign(new Error(`failed for ${canary}`), { parameters: [canary], detail: canary });
  const everyWay = [
    () => { log.log(`call from ${canary}`); }, () => { log.log(canary, 'Speaker'); }, () => { log.warn('call', { deep: { list: [canary] } }); }, () => { log.error('failed', error); },
    () => { log.error(error); }, () => { log.error('failed', `Error: ${canary}\n    at f (/a.ts:1)`, 'Speaker'); }, () => { log.lines.info({ canary }, canary); },
  ];
  for (const write of everyWay) {
    const { text } = lineOf(write);
    expect(text).not.toContain(canary);
    expect(text).not.toMatch(/hush-canary|8123456|12345678|example\.com/);
  }
});

it('finds a mobile number in any neighbourhood, as text and as a number, and keeps the line JSON', () => {
  const phone = tuple(constantFrom('13', '15', '18', '19'), integer({ min: 0, max: 999_999_999 })).map(([start, rest]) => start + String(rest).padStart(9, '0'));
  const around = constantFrom('', ' ', '，', '"', '电话', 'phone', 'to', '\n', '\f', '(', '/', '\\', '{', ',');
  assert(property(phone, around, around, (number, before, after) => {
    const { text, fields } = lineOf(() => { log.log(`${before}${number}${after}`, { number: Number(number), list: [Number(number)] }); });
    expect(text).not.toContain(number);
    expect(fields['level']).toBe('info');
  }));
});

it('leaves ids, document numbers and times as they are', () => {
  assert(property(uuid(), (id) => { expect(redact(id)).toBe(id); }));
  for (const harmless of [newId(), 'TK-HZ-2026-000123', '2026-11-24T10:05:03.123+08:00', '00000000000000000123', '0af7651916cd43dd8448eb211c80319c', 'offset 1764000000000', 'BR05', 'aftercare.tickets.ticket.opened.v1']) {
    expect(redact(harmless)).toBe(harmless);
  }
});

it('writes one line of JSON with service and level, and an error with its cause but without what it drags along', () => {
  const cause = Object.assign(new Error('duplicate key value violates unique constraint "ticket_pkey"'), { severity: 'ERROR', code: '23505', constraint: 'ticket_pkey', detail: 'Key (words)=(漏水) already exists.' });
  const { text, fields } = lineOf(() => { log.error('append failed', new Error('no append', { cause }), 'Store'); });
  expect(fields).toMatchObject({ level: 'error', service: 'sample', context: 'Store', message: 'append failed', error: { type: 'Error', message: 'no append', cause: { code: '23505', constraint: 'ticket_pkey' } } });
  expect(text).not.toContain('漏水');
});
