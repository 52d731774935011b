import { boot, startStoreService } from '@aftercare/chassis';
import { directoryConfig } from './config';
import { DirectoryModule } from './directory.module';
import { directoryRules } from './domain/rules';
import { contactMapping } from './persistence/contact.mapping';

boot(async () => startStoreService(DirectoryModule, { service: 'directory', title: '档案 · Directory', config: directoryConfig(), rules: directoryRules, mappings: [contactMapping] }));
