import { setImmediate as turn } from 'node:timers/promises';
import { Public } from '@aftercare/auth';
import { ServiceLogger, startService, type Language, type RunningService } from '@aftercare/chassis';
import { Controller, Get, Module, Query, type StreamableFile } from '@nestjs/common';
import { dispatchLedger } from '../spec/sample-papers';
import type { Row } from './paper';
import { AnswersPaper, DocumentsModule, ExportQuery, PaperLanguage, Papers } from './papers';
import { documentRules } from './rules';


async function* broken(rows: number): AsyncGenerator<Row> {
  const some = [...(dispatchLedger(500).rows as Iterable<Row>)];
  for (let at = 0; at < rows; at += 1) yield some[at % some.length]!;
  await turn();
  throw new Error('(张三, 13812345678) is in the way');
}

@Controller('ledger')
class ShowLedger {
  constructor(private readonly papers: Papers) {}

  @Get() @Public() @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  handle(@Query() query: ExportQuery, @PaperLanguage() language: Language): Promise<StreamableFile> {
    return this.papers.answer(dispatchLedger(3), query.format ?? 'xlsx', language);
  }

  @Get('broken-at-once') @Public() @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  atOnce(@Query() query: ExportQuery, @PaperLanguage() language: Language): Promise<StreamableFile> {
    return this.papers.answer({ ...dispatchLedger(0), rows: broken(0) }, query.format ?? 'xlsx', language);
  }

  @Get('broken-later') @Public() @AnswersPaper('csv', 'xlsx')
  later(@Query() query: ExportQuery, @PaperLanguage() language: Language): Promise<StreamableFile> {
    return this.papers.answer({ ...dispatchLedger(0), rows: broken(4_000) }, query.format ?? 'xlsx', language);
  }

  @Get('endless') @Public() @AnswersPaper('pdf', 'print')
  endless(@Query() query: ExportQuery, @PaperLanguage() language: Language): Promise<StreamableFile> {
    return this.papers.answer(dispatchLedger(1_000_000), query.format ?? 'pdf', language);
  }
}

@Module({ imports: [DocumentsModule.of('sample')], controllers: [ShowLedger] })
class SampleModule {}

describe('papers over HTTP', () => {
  let service: RunningService;
  const logged: string[] = [];
  beforeAll(async () => {
    service = await startService(SampleModule, {
      service: 'sample', title: 'Sample', rules: documentRules, log: new ServiceLogger({ service: 'sample', level: 'debug', write: (line) => logged.push(line) }),
      config: { SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'debug', OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_JWKS_URI: 'http://127.0.0.1:9/jwks', OIDC_AUDIENCE: 'a', GATEWAY_JWKS_URI: undefined, OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined },
    });
  });
  afterAll(() => service?.stop());
  const get = (path: string, language = 'zh') => fetch(service.url + path, { headers: { 'accept-language': language } });

  it.each([
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'attachment', 'PK'], ['csv', 'text/csv; charset=utf-8', 'attachment', '\ufeff'],
    ['pdf', 'application/pdf', 'inline', '%P'], ['print', 'text/html; charset=utf-8', 'inline', '<!'],
  ])('come as %s under their title and day, shown or kept', async (format, type, shown, begin) => {
    const { status, headers, ...answer } = await get(`/ledger?format=${format}`).then(async (response) => ({ status: response.status, headers: response.headers, text: Buffer.from(await response.arrayBuffer()).toString() }));
    expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([200, type, `${shown}; filename*=UTF-8''${encodeURIComponent(`发货台帐 2026-11-30.${format === 'print' ? 'html' : format}`)}`]);
    expect(answer.text.startsWith(begin)).toBe(true);
  });

  it('speak the language of the query, else of the browser, and show their page with its own sheet only', async () => {
    expect(await (await get('/ledger?format=print', 'en')).text()).toContain('<html lang="en">');
    const page = await get('/ledger?format=print&lang=zh', 'en');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
    const [, sheet = ''] = /<link rel="stylesheet" href="\/api\/sample([^"]+)"/.exec(await page.text()) ?? [];
    const style = await get(sheet);
    expect([style.status, style.headers.get('content-type'), style.headers.get('cache-control')]).toEqual([200, 'text/css; charset=utf-8', 'public, max-age=86400']);
    for (const query of ['format=docx', 'lang=fr', 'limit=5']) expect((await get(`/ledger?${query}`)).status).toBe(400);
  });

  it.each(['xlsx', 'csv', 'pdf', 'print'])('as %s are a problem that says nothing of it when their rows cannot be had', async (format) => {
    const answer = await get(`/ledger/broken-at-once?format=${format}`);
    const text = await answer.text();
    expect([answer.status, JSON.parse(text)]).toEqual([500, expect.objectContaining({ type: '/problems/server.error' })]);
    expect(text).not.toContain('张三');
  });

  it.each(['xlsx', 'csv'])('as %s are cut off when their rows end in between', async (format) => {
    const answer = await get(`/ledger/broken-later?format=${format}`);
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });

  it.each(['pdf', 'print'])('are refused as %s beyond what anybody would print', async (format) => {
    const answer = await get(`/ledger/endless?format=${format}`, 'en');
    expect([answer.status, await answer.json()]).toEqual([409, expect.objectContaining({ type: '/problems/document.too-long', detail: 'There are more than 2000 rows, too many to print: narrow the filter, or export xlsx or csv.' })]);
  });
});
