import { Requires } from '@aftercare/auth';
import { Answers, Command } from '@aftercare/chassis';
import { Database } from '@aftercare/event-store';
import { isUuid, NotFound } from '@aftercare/kernel';
import { Controller, Param, Post } from '@nestjs/common';
import { IsIn, IsUUID } from 'class-validator';
import { noticeStates, type NoticeState } from '../../domain/notice';
import { NoticeStore } from '../../persistence/notice.store';
import { receiverOf } from '../../receiver';

export class ReadNoticeAnswer {
  @IsUUID() id!: string;
  @IsIn(noticeStates) state!: NoticeState;
}

@Controller('notices')
export class ReadNotice {
  constructor(
    private readonly database: Database,
    private readonly notices: NoticeStore,
  ) {}

  /** You have read the notice. Said twice, it changes nothing; somebody else's notice does not exist for you. */
  @Post(':id/read')
  @Requires('notice:own')
  @Answers(ReadNoticeAnswer, 200)
  async handle(@Param('id') id: string, @Command() command: Command): Promise<ReadNoticeAnswer> {
    if (!isUuid(id)) throw new NotFound('notice');
    const receiver = await receiverOf(this.database, command.principal);
    return this.notices.change(id, (notice, { now }) => {
      if (notice.receiver !== receiver) throw new NotFound('notice');
      return { events: notice.read(now), answer: { id, state: notice.state } };
    }, command);
  }
}
