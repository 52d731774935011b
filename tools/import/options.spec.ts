import { kinds, parseImport } from './options.ts';

describe('npm run import', () => {
  it('reads a kind and a file, and what is said about them', () => {
    expect(parseImport(['--kind', 'customers', 'a b.csv'])).toEqual({ kind: 'customers', service: 'directory', path: 'a b.csv', source: 'sheet', columns: {}, as: null, dryRun: false, json: false });
    expect(parseImport(['f.xlsx', '--kind=parts', '--dry-run', '--json', '--source', 'erp', '--as', 'ST029', '--map', '名=称=name', '--map', '价=price'])).toEqual({
      kind: 'parts', service: 'inventory', path: 'f.xlsx', source: 'erp', columns: { '名=称': 'name', 价: 'price' }, as: 'ST029', dryRun: true, json: true,
    });
    expect(parseImport(['--help'])).toBe('help');
  });

  it.each([
    [['f.csv'], `--kind is needed: it is one of ${kinds.join(', ')}`],
    [['f.csv', '--kind', 'rumours'], '--kind is "rumours"'],
    [['--kind', 'staff'], 'npm run import -- --kind staff FILE'],
    [['--kind', 'staff', 'a.csv', 'b.csv'], 'name one file'],
    [['--kind', 'staff', 'a.csv', '--map', '姓名'], '--map is "姓名"'],
    [['--kind', 'staff', 'a.csv', '--dryrun'], "Unknown option '--dryrun'"],
  ])('refuses %j in one line', (argv, words) => expect(() => parseImport(argv)).toThrow(words));
});
