// npm start: builds and runs the whole platform on this machine (docs: README.md; flags: npm start -- --help).
import { run } from './platform/run.ts';
import { build } from './platform/system.ts';

await run(build);
