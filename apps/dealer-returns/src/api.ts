import { DealerReturnsModule } from './dealer-returns.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'dealer-returns', title: '旧件返还 · Returns from dealers', module: DealerReturnsModule } as const;
