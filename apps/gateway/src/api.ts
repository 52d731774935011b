import { GatewayModule } from './gateway.module';

/** What the service is called, and the module of its routes: what is started, and what the documents are made of. */
export const api = { service: 'gateway', title: '入口 · Gateway', module: GatewayModule } as const;
