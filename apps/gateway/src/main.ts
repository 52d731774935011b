import { boot } from '@aftercare/chassis';
import { browserConfig, gatewayConfig } from './config';
import { startGateway } from './gateway';

boot(() => startGateway(gatewayConfig(), browserConfig()));
