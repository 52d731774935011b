import { boot, startStoreService } from '@aftercare/chassis';
import { api } from './api';
import { notifierConfig } from './config';
import { notifierRules } from './domain/rules';
import { noticeMapping } from './persistence/notice.mapping';

boot(() => startStoreService(api.module, { service: api.service, title: api.title, config: notifierConfig(), rules: notifierRules, mappings: [noticeMapping] }));
