import { Unavailable } from '@aftercare/kernel';
import { documentOf, problemOf } from './problem';

const at = { instance: '/tickets', traceId: 'trace' };

it('asks bulk senders to come back, in both languages', () => {
  const problem = problemOf(new Unavailable('events.backlog', 5));
  expect(problem).toMatchObject({ status: 503, code: 'events.backlog', headers: { 'Retry-After': '5' } });
  expect(documentOf(problem, {}, 'zh', at).detail).toContain('Retry-After');
  expect(documentOf(problem, {}, 'en', at)).toMatchObject({ type: '/problems/events.backlog', title: 'Not available right now', detail: expect.stringContaining('bulk senders') });
});
