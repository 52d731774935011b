import { failpoints } from './awaits/failpoints';

failpoints(1, 3);
