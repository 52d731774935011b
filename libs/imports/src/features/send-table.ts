import { createHash } from 'node:crypto';
import { branchesFor, Requires } from '@aftercare/auth';
import { Answers, Command, TakesUpload, Uploaded, withContent, type Upload } from '@aftercare/chassis';
import { branchParam, Database, RequestInProgress, runCommand, sqlState, type Tx } from '@aftercare/event-store';
import { derivedId, Unavailable } from '@aftercare/kernel';
import type { Cell, Verdict } from '@aftercare/tables';
import { Controller, Post, Query } from '@nestjs/common';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { judgedAgain, mayImport } from '../import';
import { forgetLater } from '../forget-rows';
import { judgeFile } from '../judge-file';
import { ImportKinds } from '../import-kinds';
import { kindNamed } from '../kind-named';
import { shownIn, ShownImport } from '../shown-import';
import { ImportStore, type JudgedRow } from '../import.store';
import { Turns } from '../turns';

export class SendTableQuery {
  /** What its rows are: `customers`, `parts`, …, as far as this service keeps them. */
  @IsString() @MaxLength(40) kind!: string;
  /** The file's name; its ending says what it should be. */
  @IsString() @MaxLength(200) file!: string;
  /** Which system or habit of sheets it comes from: numbers and column names belong to it. */
  @IsOptional() @IsString() @Matches(/^[a-z][a-z0-9-]{0,31}$/) source: string = 'sheet';
}

/** Files in memory at a time, each as a whole, most of them still on a slow line; and of those the ones that are judged. */
const mostAtOnce = 6;
const judgedAtOnce = 2;
const rowsAtOnce = 500;

@Controller('imports')
export class SendTable {
  #reading = 0;
  readonly #turns = new Turns(judgedAtOnce);

  constructor(
    private readonly database: Database,
    private readonly imports: ImportStore,
    private readonly kinds: ImportKinds,
  ) {}

  /**
   * Reads a table and says of every row whether it could get on file; nothing does yet. The same file again is the same import: it is judged
   * anew, unless all of it is on file or on its way. A file that is no table is refused as a whole, and half a file changes nothing.
   */
  @Post()
  @TakesUpload()
  @Requires('table:import')
  @Answers(ShownImport)
  async handle(@Query() query: SendTableQuery, @Uploaded() upload: Upload, @Command() command: Command): Promise<ShownImport> {
    kindNamed(this.kinds, query.kind);
    if (this.#reading >= mostAtOnce) throw new Unavailable('import.busy', 2);
    this.#reading++;
    try {
      const bytes = await upload.receive();
      return await this.#turns.take(() => runCommand(this.database, withContent(command, bytes), async (tx) => {
        const { id, branchId } = await this.judged(tx, bytes, query, command);
        return { answer: await shownIn(tx, id), subject: id, branchId };
      }));
    } catch (error) {
      // Somebody sends the very same file at this moment.
      throw sqlState(error) === '55P03' ? new RequestInProgress() : error;
    } finally {
      this.#reading--;
    }
  }

  private async judged(tx: Tx, bytes: Buffer, { kind, file, source }: SendTableQuery, { principal, permission }: Command): Promise<{ id: string; branchId: string }> {
    const reach = branchesFor(principal, permission);
    mayImport(this.kinds.keeping[kind]!, reach === '*');
    const branchId = reach === '*' ? '*' : (reach[0] ?? '');
    const id = derivedId('import', branchId, kind, source, createHash('sha256').update(bytes).digest('hex'));
    const known = await this.imports.freeIn(tx, id);
    if (known === 'busy') return { id, branchId };
    if (known && !judgedAgain(known)) {
      await this.imports.sentAgain(tx, id);
      return { id, branchId };
    }
    const { table, headerRow, header, verdicts } = await judgeFile(bytes, file, await this.kinds.judging(tx, reach, kind, source), await this.imports.columnsOf(tx, source, kind));
    const head = {
      id, branch_id: branchId, reach: branchParam(reach), kind, source, file, encoding: table.encoding ?? null, sheet: table.sheet ?? null, header_row: headerRow, header,
      made_by: principal.subject,
    };
    await this.imports.open(tx, head);
    const counts: Record<Verdict['verdict'] | 'proposed', number> = { accepted: 0, rejected: 0, merged: 0, proposed: 0 };
    let rows: JudgedRow[] = [];
    for await (const { source: { row, cells }, ...verdict } of verdicts()) {
      counts[verdict.verdict]++;
      if (verdict.verdict === 'accepted' && verdict.proposedWith !== null) counts.proposed++;
      rows.push({ row, verdict, cells: cells.map(({ text }) => text), numbers: cells.flatMap((cell, at) => (staysNumber(cell) ? [at] : [])) });
      if (rows.length < rowsAtOnce) continue;
      await this.imports.add(tx, head, rows);
      rows = [];
    }
    await this.imports.add(tx, head, rows);
    await this.imports.count(tx, id, counts);
    await forgetLater(tx, id);
    return { id, branchId };
  }
}

/** What is given back as a number; one that may be a day from 1904 would be another day in the workbook that is given back, as a text it is none. */
const staysNumber = ({ text, kind, since1904 }: Cell): boolean => kind === 'number' && !(since1904 && text.length <= 15);
