import { failpoints } from './awaits/failpoints';

failpoints(2, 3);
