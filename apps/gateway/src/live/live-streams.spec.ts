import { setImmediate as turn } from 'node:timers/promises';
import { principals } from '@aftercare/testing';
import type { Session } from '../browser/sessions';
import type { LiveFeed } from './live-feed';
import { LiveStreams } from './live-streams';

afterEach(() => { jest.useRealTimers(); });

it('ends no stream that has begun while the sessions were asked for: a page that is opened anew is not told that nobody is signed in', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  const feed = { place: 'p', heard: true, listen: () => () => undefined, after: () => null, stop: async () => undefined } as unknown as LiveFeed;
  let answer: (alive: ReadonlySet<string>) => void = () => undefined;
  const streams = new LiveStreams(feed, { alive: () => new Promise((resolve) => { answer = resolve; }) });
  const begin = (id: string) => streams.begin({ id } as Session, principals.clerk, undefined);
  begin('other');
  streams.start();
  jest.advanceTimersByTime(5_000);
  let heard = '';
  begin('own').on('data', (bytes) => { heard += String(bytes); });
  answer(new Set(['other']));
  await turn();
  expect(heard).toContain('event: gap');
  expect(heard).not.toContain('event: ended');
  await streams.stop();
});
