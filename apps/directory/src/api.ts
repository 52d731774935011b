import { DirectoryModule } from './directory.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'directory', title: '档案 · Directory', module: DirectoryModule } as const;
