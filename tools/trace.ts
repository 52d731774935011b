// npm run trace -- TRACEID   the way of one request through all services, as a tree with times
// npm run trace -- --last    of the newest request   (--json for programs)
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWith, Refusal } from './platform/refusal.ts';
import { root } from './platform/root.ts';

/** One line of a service's trace file, written by libs/chassis. Times are milliseconds. */
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly start: number;
  readonly ms: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface Branch extends Span {
  readonly children: readonly Branch[];
}

const usage = '用法 · usage: npm run trace -- TRACEID [--json]  |  npm run trace -- --last [--json]';
const folder = join(process.env['AFTERCARE_DATA'] ?? join(root, '.data'), 'logs/traces');

function main(): void {
  const { traceId, last, json } = asked();
  const spans = read();
  const wanted = last ? newest(spans) : traceId;
  const own = spans.filter((span) => span.traceId === wanted).sort((a, b) => a.start - b.start);
  if (own.length === 0) throw new Refusal(`没有这条链路 · there is no trace ${wanted ?? ''} in ${folder}`.replace('  ', ' '));
  const tree = treeOf(own);
  process.stdout.write(json ? `${JSON.stringify(tree, null, 2)}\n` : drawn(own, tree));
}

function asked(): { traceId: string | undefined; last: boolean; json: boolean } {
  try {
    const { values, positionals: [traceId, ...rest] } = parseArgs({
      options: { last: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } }, allowPositionals: true,
    });
    if (rest.length > 0 || (traceId === undefined) !== values.last) throw new Error('a trace or --last');
    return { traceId: traceId?.toLowerCase(), ...values };
  } catch {
    throw new Refusal(usage);
  }
}

function read(): Span[] {
  if (!existsSync(folder)) throw new Refusal(`没有链路记录，请先执行 npm start · no traces yet: start the system with npm start (${folder})`);
  const files = readdirSync(folder).filter((name) => /\.jsonl(\.1)?$/.test(name));
  return files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').flatMap(parsed));
}

/** A service that was killed may have left half a line. */
function parsed(line: string): Span[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as Span];
  } catch {
    return [];
  }
}

/** The request that began last: of work that no request caused, nobody asks for the newest. */
function newest(spans: readonly Span[]): string | undefined {
  const begun = new Map<string, number>();
  for (const { traceId, start } of spans) begun.set(traceId, Math.min(start, begun.get(traceId) ?? Infinity));
  return spans.filter(({ kind }) => kind === 'server').reduce<Span | undefined>((a, b) => (a && (begun.get(a.traceId) ?? 0) >= (begun.get(b.traceId) ?? 0) ? a : b), undefined)?.traceId;
}

/** Spans below the span that caused them; one whose cause is not on file stands at the top. */
function treeOf(spans: readonly Span[]): Branch[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const causeOf = ({ parentId }: Span) => (parentId !== null && known.has(parentId) ? parentId : null);
  const grow = (cause: string | null): Branch[] => spans.filter((span) => causeOf(span) === cause).map((span) => ({ ...span, children: grow(span.spanId) }));
  return grow(null);
}

function drawn(spans: readonly Span[], tree: readonly Branch[]): string {
  const [first] = spans;
  if (!first) return '';
  const end = Math.max(...spans.map(({ start, ms }) => start + ms));
  const width = Math.max(...spans.map(({ service }) => service.length));
  const lines = [`trace ${first.traceId} · ${new Date(first.start).toISOString()} · ${(end - first.start).toFixed(1)} ms · ${spans.length} spans`, `${''.padEnd(width)}       at       ms`];
  const draw = (branches: readonly Branch[], indent: string): void => {
    for (const { service, start, ms, name, kind, failed, attributes, children } of branches) {
      const status = attributes['http.response.status_code'];
      const words = [name, kind === 'internal' ? '' : `(${kind})`, status === undefined ? '' : String(status), failed ? '✗' : ''].filter(Boolean).join(' ');
      lines.push(`${service.padEnd(width)} ${(start - first.start).toFixed(1).padStart(8)} ${ms.toFixed(1).padStart(8)}  ${indent}${words}`);
      draw(children, `${indent}  `);
    }
  };
  draw(tree, '');
  return `${lines.join('\n')}\n`;
}

try {
  main();
} catch (error) {
  exitWith(error);
}
