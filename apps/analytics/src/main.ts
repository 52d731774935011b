import { boot, startStoreService } from '@aftercare/chassis';
import { AnalyticsModule } from './analytics.module';
import { analyticsConfig } from './config';
import { analyticsRules } from './rules';

boot(() => startStoreService(AnalyticsModule, { service: 'analytics', title: '分析 · Analytics', config: analyticsConfig(), rules: analyticsRules }));
