import { Readable } from 'node:stream';
import { Public } from '@aftercare/auth';
import { AnswersFile, languageOf, type Language } from '@aftercare/chassis';
import { applyDecorators, Controller, createParamDecorator, Get, Header, Inject, Injectable, Module, StreamableFile, type DynamicModule, type ExecutionContext } from '@nestjs/common';
import { IsIn, IsOptional } from 'class-validator';
import { csvOf } from './csv';
import { pageOf } from './page';
import { pageStyle, pageStyleVersion } from './page-style';
import type { Paper, Row } from './paper';
import { pdfOf } from './pdf';
import { wallTime } from './written';
import { xlsxOf } from './xlsx';

/** What becomes of a paper: the page to print is `print`. */
export type PaperFormat = 'print' | 'pdf' | 'xlsx' | 'csv';
const mediaTypes = {
  print: 'text/html', pdf: 'application/pdf', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv',
} as const satisfies Record<PaperFormat, string>;

/** Nothing but the own stylesheet and our font; a page of the own origin may show it in a frame, to print it from there. */
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/** A route that answers with a paper, in one of these formats. */
export const AnswersPaper = (...formats: readonly [PaperFormat, ...PaperFormat[]]) =>
  applyDecorators(AnswersFile(...(formats.map((format) => mediaTypes[format]) as [string, ...string[]])), Header('Content-Security-Policy', policy), Header('Vary', 'Accept-Language'));

/** The query of a route that answers with a paper. */
export class PaperQuery {
  /** Instead of Accept-Language, which a link cannot send. */
  @IsOptional() @IsIn(['zh', 'en']) lang?: Language;
}

/** The query of a list that can be taken home; a route's own filters are added to it. */
export class ExportQuery extends PaperQuery {
  /** A workbook when it does not say. */
  @IsOptional() @IsIn(['xlsx', 'csv', 'pdf', 'print']) format?: PaperFormat;
}

/** The language of the paper: `lang` of the query, else Accept-Language. */
export const PaperLanguage = createParamDecorator((_data: unknown, context: ExecutionContext): Language => {
  const { query, headers } = context.switchToHttp().getRequest<{ readonly query: { readonly lang?: unknown }; readonly headers: Readonly<Record<string, string | undefined>> }>();
  return languageOf(typeof query.lang === 'string' ? query.lang : headers['accept-language']);
});

const serviceToken = 'aftercare:documents:service';

/** Makes answers of papers. From `DocumentsModule.of(service)`. */
@Injectable()
export class Papers {
  constructor(@Inject(serviceToken) private readonly service: string) {}

  /** A page or a PDF is shown, a workbook or a CSV file kept under its title and number. Throws `document.too-long` before anything is sent. */
  async answer(paper: Paper, format: PaperFormat, language: Language): Promise<StreamableFile> {
    const type = mediaTypes[format].startsWith('text/') ? `${mediaTypes[format]}; charset=utf-8` : mediaTypes[format];
    const name = `${paper.title[language]} ${paper.number ?? wallTime(paper.printed.at, paper.zone).slice(0, 10)}.${format === 'print' ? 'html' : format}`;
    const shown = format === 'print' || format === 'pdf' ? 'inline' : 'attachment';
    return new StreamableFile(await this.content(paper, format, language), { type, disposition: `${shown}; filename*=UTF-8''${encodeURIComponent(name)}` });
  }

  private async content(paper: Paper, format: PaperFormat, language: Language): Promise<Readable> {
    switch (format) {
      // Absolute: the console shows the page in a frame whose own address is none.
      case 'print': return whole(Buffer.from(await pageOf(paper, language, `/api/${this.service}/papers/style.css?v=${pageStyleVersion}`)));
      case 'pdf': return whole(await pdfOf(paper, language));
      case 'xlsx': return xlsxOf({ ...paper, rows: await begun(paper.rows) }, language);
      case 'csv': return csvOf({ ...paper, rows: await begun(paper.rows) }, language);
    }
  }
}

/** The same rows, the first of them at hand: what fails at once is still answered with a problem, not with half a file. */
const begun = async (rows: Paper['rows']): Promise<AsyncIterable<Row>> => {
  const all = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  const first = await all.next();
  return (async function* () {
    try {
      for (let row = first; row.done !== true; row = await all.next()) yield row.value;
    } finally {
      await all.return?.();
    }
  })();
};

const whole = (bytes: Buffer): Readable => Readable.from([bytes], { objectMode: false });

@Controller('papers')
export class ShowPaperStyle {
  /** The stylesheet of the pages to print. Public, as every sign on it is the same for everybody. */
  @Get('style.css')
  @Public()
  @AnswersFile('text/css')
  @Header('Cache-Control', 'public, max-age=86400')
  show(): string {
    return pageStyle;
  }
}

/** Papers for a service, whose name is the word in its address. */
@Module({})
export class DocumentsModule {
  static of(service: string): DynamicModule {
    return { module: DocumentsModule, controllers: [ShowPaperStyle], providers: [Papers, { provide: serviceToken, useValue: service }], exports: [Papers] };
  }
}
