import { BadRequestException } from '@nestjs/common';
import { clockState, moveClock, type Database } from '@aftercare/event-store';
import type { FastifyInstance } from 'fastify';

/**
 * The clock of tests, in the test profile and in no other: `GET` tells business time and what is still to be done, `PUT { aheadMs }`
 * moves it forward. The gateway sets all services by the same number; it passes nobody on to here.
 */
export function serveTestClock(http: FastifyInstance, database: Database, moved: () => void): void {
  http.get('/test/clock', () => clockState(database));
  http.put('/test/clock', async (request) => {
    const { aheadMs } = (request.body ?? {}) as { aheadMs?: unknown };
    if (typeof aheadMs !== 'number' || !Number.isSafeInteger(aheadMs)) throw new BadRequestException();
    await moveClock(database, aheadMs);
    moved();
    return clockState(database);
  });
}
