import { branchesFor, calledAs, Requires } from '@aftercare/auth';
import { Actor, type Language } from '@aftercare/chassis';
import { AnswersPaper, ExportQuery, PaperLanguage, Papers, type Paper } from '@aftercare/documents';
import { branchParam, Database } from '@aftercare/event-store';
import { NotFound } from '@aftercare/kernel';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { IsOptional, IsString, Matches } from 'class-validator';
import { backOrderAge } from '../../tables/back-order-age';
import { branchStanding } from '../../tables/branch-standing';
import type { Table } from '../../tables/table';
import { ticketsByDay } from '../../tables/tickets-by-day';
import { listTerms, taken, type ListTerms } from '../../taken-home';

export class ExportTableQuery extends ExportQuery {
  /** Of what is counted by days; what stands as it is now does not look at it. */
  @IsOptional() @IsString() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/) month?: string;
  @IsOptional() @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branch?: string;
}

@Controller('tables')
export class ExportTable {
  constructor(
    private readonly database: Database,
    private readonly papers: Papers,
  ) {}

  /** Tickets by day, back-orders by age or how branches stand, to take home: a workbook, CSV or a paper; only branches that are yours. */
  @Get(':table/export')
  @Requires('analytics:read')
  @AnswersPaper('xlsx', 'csv', 'pdf', 'print')
  async handle(@Param('table') name: string, @Query() { month, branch, format = 'xlsx' }: ExportTableQuery, @PaperLanguage() language: Language, @Actor() actor: Actor): Promise<StreamableFile> {
    const [terms] = await this.database.read<ListTerms>(actor, 'analytics:read', listTerms, []);
    const of = async <R extends object>(table: Table<R>): Promise<Pick<Paper, 'title' | 'columns' | 'rows'>> => {
      const { statement, values } = table.ask(branchParam(branchesFor(actor, 'analytics:read'), branch), month ?? null);
      return { title: table.title, columns: table.columns, rows: (await this.database.read<R>(actor, 'analytics:read', statement, values)).map((found) => table.row(found)) };
    };
    const content = name === ticketsByDay.name ? of(ticketsByDay) : name === backOrderAge.name ? of(backOrderAge) : name === branchStanding.name ? of(branchStanding) : null;
    if (content === null) throw new NotFound('table');
    return this.papers.answer({ ...taken(terms!, calledAs(actor), branch, month === undefined ? [] : [{ label: { zh: '月份', en: 'Month' }, value: month }]), ...(await content) }, format, language);
  }
}
