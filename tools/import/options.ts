import { parseArgs } from 'node:util';
import { Refusal } from '../platform/refusal.ts';

/** Which service takes which tables in. */
export const kindsOf = {
  directory: ['customers', 'dealers', 'devices', 'staff', 'branches', 'models', 'fault-codes', 'calendars', 'holidays', 'service-policies', 'priority-matrix', 'escalation-tiers'],
  tickets: ['tickets', 'repairs', 'surveys'],
  inventory: ['parts', 'locations', 'carriers', 'stock', 'shipments'],
  'dealer-returns': ['obligations'],
} as const;
type Taker = keyof typeof kindsOf;
const takers = Object.keys(kindsOf) as Taker[];
export const kinds = takers.flatMap((service) => kindsOf[service]);

export interface ImportOptions {
  readonly kind: (typeof kinds)[number];
  readonly service: Taker;
  readonly path: string;
  /** Which system or habit of sheets the file comes from. */
  readonly source: string;
  /** Which header is which field, to be remembered. */
  readonly columns: Readonly<Record<string, string>>;
  /** The staff code in whose name it is done; null = an administrator of the demo. */
  readonly as: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export const usage = `npm run import -- --kind KIND FILE [FLAGS]     导入表格（CSV 或 XLSX）

  --kind K       ${kinds.slice(0, 8).join(', ')},
                 ${kinds.slice(8).join(', ')}
  --dry-run      只检查，不写入 · say what would come of every row, put nothing on file
  --json         给程序用：逐行结论 · for programs: the verdict on every row (npm run -s import …)
  --map H=F      表头 H 是字段 F，会被记住 · the header H is the field F; remembered; may be given again
  --source S     来自哪个系统 · where the sheet comes from: its numbers and headers are its own (sheet)
  --as CODE      以谁的名义 · in whose name, e.g. ST002 (AFTERCARE_TOKEN replaces it)

  退出码 · exit code: 0 全部接受 all accepted, 1 有行被拒 rows rejected, 2 文件被拒 refused
`;

const flags = {
  kind: { type: 'string' }, source: { type: 'string', default: 'sheet' }, map: { type: 'string', multiple: true, default: [] as string[] }, as: { type: 'string' },
  'dry-run': { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; refuses in one line that names the flag and what belongs there. */
export function parseImport(argv: readonly string[]): ImportOptions | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help) return 'help';
  const kind = kinds.find((known) => known === values.kind);
  if (kind === undefined) throw new Refusal(`--kind ${values.kind === undefined ? 'is needed' : `is "${values.kind}"`}: it is one of ${kinds.join(', ')}`);
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0) throw new Refusal(`name one file · 请指明一个文件: npm run import -- --kind ${kind} FILE`);
  const service = takers.find((taker) => kindsOf[taker].some((one) => one === kind))!;
  return { kind, service, path, source: values.source, columns: Object.fromEntries(values.map.map(mapped)), as: values.as ?? null, dryRun: values['dry-run'], json: values.json };
}

const mapped = (pair: string): readonly [string, string] => {
  const at = pair.lastIndexOf('=');
  if (at < 1 || at === pair.length - 1) throw new Refusal(`--map is "${pair}": it is HEADER=FIELD, e.g. --map 客户大名=name`);
  return [pair.slice(0, at), pair.slice(at + 1)];
};

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (error) {
    throw new Refusal(`${(error as Error).message.split('\n')[0]}; npm run import -- --help shows how it is called`);
  }
}
