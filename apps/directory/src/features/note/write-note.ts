import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { IsISO8601, IsObject, IsString, IsUUID, Matches } from 'class-validator';
import { Note } from '../../domain/note';
import { NoteStore } from '../../persistence/note.store';
import { AreTexts } from '../../texts';

export class WriteNoteBody {
  /** The branch of the thing that it is about. */
  @IsString() @Matches(/^[A-Z]{2}[0-9]{1,4}$/) branchId!: string;
  /** The thing that it is about, a ticket for example. */
  @IsUUID() about!: string;
  /** Which step of the work writes it, e.g. `intake`. */
  @IsString() @Matches(/^[a-z][a-z_]{0,31}$/) kind!: string;
  /** What was written, by the name of its box: 1–8 boxes of at most 4,000 characters. */
  @IsObject() @AreTexts() texts!: Record<string, string>;
}

export class WrittenNote {
  @IsUUID() noteId!: string;
  @IsISO8601() writtenAt!: string;
}

@Controller('notes')
export class WriteNote {
  constructor(private readonly notes: NoteStore) {}

  /** Saves what a member of staff wrote about a piece of work, before the work itself changes. */
  @Post()
  @Requires('note:write')
  @Answers(WrittenNote, 201)
  async handle(@Body() body: WriteNoteBody, @Command() command: Command): Promise<WrittenNote> {
    return this.notes.create<WrittenNote>(({ now, newId, actor }) => {
      const { note, events } = Note.write({ ...body, id: newId(), writtenBy: actor.subject }, now);
      return { aggregate: note, events, answer: { noteId: note.id, writtenAt: note.writtenAt.toISOString() } };
    }, command);
  }
}
