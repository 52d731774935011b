import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Body, Controller, Post } from '@nestjs/common';
import { IsUUID } from 'class-validator';
import { DeliveryNoteView } from '../../delivery-note-view';
import { NotesWork } from '../../persistence/notes-work';

export class IssueNoteBody {
  /** The picking that it is made of. */
  @IsUUID() pickingId!: string;
}

@Controller('delivery-notes')
export class IssueNote {
  constructor(private readonly work: NotesWork) {}

  /** What really leaves: the checked quantities of a picking, and nothing else. Numbered, and frozen from here on; there is one of each picking. */
  @Post()
  @Requires('parts:ship')
  @Answers(DeliveryNoteView, 201)
  async handle(@Body() { pickingId }: IssueNoteBody, @Command() command: Command): Promise<DeliveryNoteView> {
    return this.work.issue(pickingId, command);
  }
}
