import { AnalyticsModule } from './analytics.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'analytics', title: '分析 · Analytics', module: AnalyticsModule } as const;
