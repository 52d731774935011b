import { boot } from '@aftercare/chassis';
import { gatewayConfig } from './config';
import { startGateway } from './gateway';

boot(() => startGateway(gatewayConfig()));
