import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** When each project's built code changed last: folder (`libs/kernel`) → newest time of a .js file. */
export function builtAt(root: string): Map<string, number> {
  const projects = ['libs', 'apps'].flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}`));
  return new Map(projects.map((project) => {
    const dist = join(root, project, 'dist');
    const files = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js')) : [];
    return [project, Math.max(0, ...files.map((file) => statSync(join(dist, file)).mtimeMs))];
  }));
}

/** Apps whose own code, or that of a library they use directly or through others, is newer than before. */
export function changedApps(root: string, before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  const changed = new Set([...after].filter(([project, at]) => at !== before.get(project)).map(([project]) => project));
  const touched = (project: string): boolean => changed.has(project) || librariesOf(root, project).some(touched);
  return [...after.keys()].filter((project) => project.startsWith('apps/') && touched(project)).map((project) => project.slice('apps/'.length));
}

function librariesOf(root: string, project: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, project, 'package.json'), 'utf8')) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies).filter((name) => name.startsWith('@aftercare/')).map((name) => name.replace('@aftercare/', 'libs/'));
}
