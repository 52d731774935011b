import { Module } from '@nestjs/common';
import { DiscardParked } from './discard-parked';
import { ListActs } from './list-acts';
import { ListParked } from './list-parked';
import { ListTimers } from './list-timers';
import { ListProjections } from './list-projections';
import { RebuildProjection } from './rebuild-projection';
import { ReleaseHeldKey } from './release-held-key';
import { Republish } from './republish';
import { Resync } from './resync';
import { RetryParked } from './retry-parked';
import { ReviveTimer } from './revive-timer';
import { ShowParked } from './show-parked';
import { ShowStatus } from './show-status';
import { VerifyEvents } from './verify-events';

/** What an operator can see and do about a service's events; the same in every service that has a store. */
@Module({ controllers: [ShowStatus, ListParked, ShowParked, RetryParked, DiscardParked, ReleaseHeldKey, Republish, Resync, ListTimers, ReviveTimer, ListProjections, RebuildProjection, ListActs, VerifyEvents] })
export class OpsModule {}
