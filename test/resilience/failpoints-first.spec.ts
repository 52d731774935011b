import { failpoints } from './awaits/failpoints';

failpoints(0, 3);
