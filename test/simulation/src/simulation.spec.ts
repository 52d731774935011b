import { planOf } from './plan';
import { play } from './simulation';

const from = Number(process.env.SEED ?? 1);
const count = Number(process.env.SEEDS ?? 100);
it('seeds', async () => {
  const t = performance.now(); const cpu = process.cpuUsage();
  let steps = 0; let bad = 0; let secs = 0;
  const remedies = new Map<string, number>();
  for (let seed = from; seed < from + count; seed++) {
    const o = await play(planOf(seed));
    steps += o.steps; secs += o.seconds;
    for (const r of o.remedies) remedies.set(r.split(' ')[0]!, (remedies.get(r.split(' ')[0]!) ?? 0) + 1);
    if (o.violations.length) { bad++; if (bad < 12) console.log(seed, JSON.stringify(planOf(seed).faults.map((f) => f.kind)), o.violations.slice(0, 8), o.remedies.slice(0, 5)); }
  }
  console.log({ cpu: (process.cpuUsage(cpu).user + process.cpuUsage(cpu).system) / 1000 / count, bad, count, ms: (performance.now() - t) / count, steps: steps / count, secs: secs / count, remedies });
  if (process.env.TRACE) { const o = await play(planOf(from), { traced: true }); require('fs').writeFileSync('/tmp/sim-trace.txt', JSON.stringify(planOf(from).faults) + '\n' + o.trace.join('\n') + '\n' + o.violations.join('\n')); }
}, 600_000);
