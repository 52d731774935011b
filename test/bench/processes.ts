import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

export interface Usage {
  /** The service for a service, else the program. */
  readonly name: string;
  /** Resident set; pages that several processes map (Postgres' buffers) count in each of them. */
  readonly megabytes: number;
  readonly cpuSeconds: number;
}

const ticksPerSecond = 100; // USER_HZ, the same on every Linux

/** Memory and CPU of a process and all that it has started, summed by name. Linux only. */
export function usageBelow(root: number): Map<string, Usage> {
  const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number): boolean => pid === root || (parents.has(pid) && isBelow(parents.get(pid)!));
  const usage = new Map<string, Usage>();
  for (const pid of parents.keys()) {
    if (!isBelow(pid)) continue;
    const one = usageOf(pid);
    if (one === null) continue;
    const { megabytes = 0, cpuSeconds = 0 } = usage.get(one.name) ?? {};
    usage.set(one.name, { name: one.name, megabytes: megabytes + one.megabytes, cpuSeconds: cpuSeconds + one.cpuSeconds });
  }
  return usage;
}

const pids = (): number[] => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number);

const fieldsOf = (pid: number): string[] => {
  try {
    // After `pid (name) `, of which the name may hold blanks: state, parent, …
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  } catch {
    return [];
  }
};

const parentOf = (pid: number): number => Number(fieldsOf(pid)[1] ?? 0);

function usageOf(pid: number): Usage | null {
  try {
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const service = args.map((arg) => /apps\/([^/]+)\/dist\/main\.js$/.exec(arg)?.[1]).find((found) => found !== undefined);
    const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    const fields = fieldsOf(pid);
    const name = service ?? (args.includes('tools/start.ts') ? 'launcher' : basename(program.split(':')[0]!));
    return { name, megabytes: kilobytes / 1024, cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond };
  } catch {
    return null; // it has ended
  }
}
