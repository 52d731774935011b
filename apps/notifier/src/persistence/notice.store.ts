import { aggregateStore } from '@aftercare/event-store';
import type { Notice, NoticeEvent } from '../domain/notice';
import { noticePublishes } from '../publishes';
import { noticeTimers } from '../timers';
import { noticeMapping } from './notice.mapping';

export class NoticeStore extends aggregateStore<Notice, NoticeEvent>({ kind: 'notice', mapping: noticeMapping, publishes: noticePublishes, timers: noticeTimers }) {}
