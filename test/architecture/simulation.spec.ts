import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './planted-tree';

const sources = (folder: string): string => globSync(`${folder}/**/*.ts`, { cwd: root }).sort().map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
const declared = (text: string): string[] => [...text.matchAll(/^\s*(?:export )?(?:abstract )?(?:class|function|const) (\w+)/gm)].map(([, name]) => name as string);

/** What decides in the core: whoever has one of his own proves nothing about ours. */
const core = sources('libs/event-bus/src/{relay,units,timers}');
const deciding = ['Relay', 'Unit', 'Timers', 'Retrier', 'OutageGuard', 'StuckPartitions', 'HandlerCalls', 'BackOff', 'guard', 'judge', 'commitChunk', 'planChunk', 'halves', 'turnOf', 'checkLog', 'checkStart', 'classify', 'readItem'];

describe('the simulation', () => {
  const simulation = sources('test/simulation/src');

  it('plays the relay, the units and the timers of the project', () => {
    const imported = [...simulation.matchAll(/import \{([^}]+)\} from '@aftercare\/event-bus'/g)].flatMap(([, names]) => (names as string).split(',').map((name) => name.trim()));
    for (const name of ['ShardRelays', 'Unit', 'Timers']) {
      expect(imported).toContain(name);
      expect(simulation).toContain(`new ${name}(`);
    }
  });

  it('has none of its own, nor any part of them', () => {
    expect(declared(simulation).filter((name) => deciding.includes(name))).toEqual([]);
    expect(simulation).not.toMatch(/jest\.(mock|spyOn|fn)|\.prototype\b/);
  });

  it('is judged by names that exist', () => {
    expect(deciding.filter((name) => !declared(`${core}\n${sources('libs/event-bus/src')}`).includes(name))).toEqual([]);
  });
});
