import { setTimeout as after } from 'node:timers/promises';
import { Body, Controller, Get, HttpCode, Module, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { Public, Requires, type Branches } from '@aftercare/auth';
import { IdempotencyKeyMissing, IdempotencyMismatch, RequestInProgress, VersionMismatch } from '@aftercare/event-store';
import { NotFound, RuleViolation, Unavailable } from '@aftercare/kernel';
import { Type } from 'class-transformer';
import { IsArray, IsDateString, IsIn, IsInt, IsISO8601, IsOptional, IsString, IsUUID, ArrayMaxSize, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Actor, Answers, AnswersFile, boot, Command, ForwardedProblem, Nullable, startService, type ServiceConfig, type ServiceOptions } from '../src/index';

export const rules = {
  'ticket.branch-required': { zh: '请先选择网点。', en: 'Choose a branch first.' },
  'part.short': { zh: '库存不足：需要 {wanted}，只有 {left}。', en: 'Too few in stock: {wanted} wanted, {left} left.' },
  'ticket.not-found': { zh: '没有这张工单，或您无权查看。', en: 'There is no such ticket, or you may not see it.' },
};

export class LineBody {
  @IsString() @MaxLength(40) part!: string;
  @IsInt() @Min(1) @Max(999) quantity!: number;
}
export class OpenBody {
  @IsIn(['phone', 'web']) channel!: string;
  @IsString() @MaxLength(20) words!: string;
  @IsOptional() @Matches(/^[A-Z]{2}\d{2}$/, { message: '须为网点编码，例如 BR05 · must be a branch code such as BR05' }) branchId?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(3) @ValidateNested({ each: true }) @Type(() => LineBody) lines?: LineBody[];
}
export class Opened {
  @IsUUID() id!: string;
  @IsString() number!: string;
  @Nullable() @IsUUID() customerId!: string | null;
  @IsDateString() openedAt!: string;
  @IsInt() version!: number;
  @ValidateNested() @Type(() => LineBody) first!: LineBody;
}
export class FindQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit: number = 50;
  @IsOptional() @Matches(/^\d{4}-\d{2}-\d{2}$/) @IsISO8601({ strict: true }) from?: string;
  @IsOptional() @IsIn(['open', 'closed'], { each: true }) @IsArray() state?: string[];
}
export class Found {
  @IsInt() limit!: number;
  @IsOptional() @IsString() from?: string;
}
export class Commanded {
  @IsString() text!: string;
}

const line = { part: 'P1', quantity: 1 };

@Controller('tickets')
export class OpenTicket {
  @Post() @Requires('ticket:open') @Answers(Opened)
  handle(@Body() body: OpenBody, @Command() command: Command): Opened {
    return { id: '0192a7b1-0000-7000-8000-000000000001', number: body.words, customerId: null, openedAt: command.principal.subject, version: command.version ?? 1, first: line };
  }
}

@Controller('tickets')
export class FindTickets {
  @Get() @Public() @Answers([Found])
  handle(@Query() query: FindQuery): Found[] {
    return [{ limit: query.limit, from: typeof query.limit }];
  }
}

@Controller('tickets')
export class CloseTicket {
  @Post(':id/close') @HttpCode(204) @Requires('ticket:open')
  handle(@Param('id') _id: string, @Command() command: Command, @Actor() actor: Actor): void {
    if (command.principal !== actor) throw new Error('two principals');
  }
}

/** Shows what a route gets, and fails in every way a route can. */
@Controller('show')
export class Show {
  @Post('command/:id') @Requires('ticket:open') @Answers(Commanded)
  command(@Body() _body: object, @Command() command: Command): Commanded {
    return { text: JSON.stringify(command) };
  }

  @Get('trace') @Public() @Answers(Commanded)
  async trace(@Query('url') url: string): Promise<Commanded> {
    return { text: await (await fetch(url)).text() };
  }

  @Get('slow') @Public() @Answers(Commanded)
  async slow(@Query('ms') ms: number): Promise<Commanded> {
    process.send?.('slow request begun');
    await after(ms);
    return { text: 'finished' };
  }

  @Get('page') @Public() @AnswersFile('text/html')
  page(): string {
    return '<!doctype html>';
  }

  @Get('paper') @Public() @AnswersFile('application/pdf', 'text/csv')
  paper(): StreamableFile {
    return new StreamableFile(Buffer.from('a'), { type: 'text/csv; charset=utf-8' });
  }

  @Get('failure/:name') @Public() @HttpCode(204)
  failure(@Param('name') name: string): void {
    throw failures[name]?.() ?? new Error(`no failure ${name}`);
  }
}

class QueryFailedError extends Error {
  readonly query = 'INSERT INTO contact (phone) VALUES ($1)';
  readonly parameters = ['13812345678'];
  readonly driverError = { code: '22P02', detail: 'Failing row contains (张三, 13812345678)', table: 'contact' };
}
const failures: Readonly<Record<string, () => Error>> = {
  rule: () => new RuleViolation('part.short', { wanted: 5, left: 2 }),
  unworded: () => new RuleViolation('ticket.never-worded'),
  ticket: () => new NotFound('ticket'),
  thing: () => new NotFound('gadget'),
  away: () => new Unavailable('directory.unavailable', 7),
  version: () => new VersionMismatch(3, 5),
  mismatch: () => new IdempotencyMismatch('key'),
  keyless: () => new IdempotencyKeyMissing(),
  twin: () => new RequestInProgress(),
  forwarded: () => new ForwardedProblem({ type: '/problems/contact.no-words', title: '规则不允许', status: 409, detail: '请填写客户原话。', instance: '/contacts', traceId: 'x' }),
  database: () => new QueryFailedError('invalid input syntax for type uuid: "张三 13812345678"'),
};

@Module({ controllers: [OpenTicket, FindTickets, CloseTicket, Show] })
export class SampleModule {}

/** A route that says nothing about its shapes. */
@Controller('mute')
export class Mute {
  @Post() @Public()
  handle(@Body() body: object, @Query('what') what: Branches): unknown {
    return { body, what };
  }
}
@Module({ controllers: [Mute] })
export class MuteModule {}

export const configFor = (issuer: string, more: Partial<ServiceConfig> = {}): ServiceConfig => ({
  SERVICE_PORT: 0, APP_PROFILE: 'test', LOG_LEVEL: 'info', OIDC_ISSUER: issuer, OIDC_JWKS_URI: `${issuer}/jwks`, OIDC_AUDIENCE: 'urn:aftercare:api', GATEWAY_JWKS_URI: [`${issuer}/jwks`],
  OTEL_EXPORTER_OTLP_ENDPOINT: undefined, TRACE_FILE: undefined, ...more,
});

export const startSample = (config: ServiceConfig, more: Partial<ServiceOptions> = {}) =>
  startService(SampleModule, { service: 'sample', title: 'Sample', config, rules, ...more });

/** As a process of its own: tells its parent where it listens. */
if (process.env['SAMPLE_ALONE']) {
  boot(async () => {
    const { url } = await startSample(configFor('http://127.0.0.1:9', { TRACE_FILE: process.env['TRACE_FILE'] }));
    process.send?.(url);
  });
}
