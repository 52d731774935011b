import { NotifierModule } from './notifier.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'notifier', title: '通知 · Notices', module: NotifierModule } as const;
