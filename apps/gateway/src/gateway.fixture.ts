import { boot } from '@aftercare/chassis';
import { gatewayConfig } from './config';
import { startGateway } from './gateway';

// The process that main.ts starts, without a database for browsers.
boot(() => startGateway(gatewayConfig()));
