import type { IncomingHttpHeaders } from 'node:http';
import { Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers, languageOf, Nullable } from '@aftercare/chassis';
import { Database, statement } from '@aftercare/event-store';
import { isUuid } from '@aftercare/kernel';
import { Controller, Get, Headers, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { noticeKinds, noticeStates, type NoticeKind, type NoticeState, type NoticeWording } from '../../domain/notice';
import { receiverOf } from '../../receiver';
import { noticeTexts } from '../../texts';

export class ListNoticesQuery {
  @IsOptional() @IsIn(noticeKinds) kind?: NoticeKind;
  /** The `next` of the page before. */
  @IsOptional() @IsString() @MaxLength(40) after?: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) limit?: number;
}

export class ShownNotice {
  @IsUUID() id!: string;
  @IsIn(noticeKinds) kind!: NoticeKind;
  /** What it says, in the language of `Accept-Language`. */
  @IsString() text!: string;
  /** The ticket or document that it is about, and its number where it is known. */
  @IsUUID() about!: string;
  @Nullable() @IsString() reference!: string | null;
  /** `waiting`: you are not to be disturbed before `deliverAt`. */
  @IsIn(noticeStates) state!: NoticeState;
  @IsDate() madeAt!: Date;
  @IsDate() deliverAt!: Date;
}

export class OwnNotices {
  /** Newest first. */
  @ValidateNested({ each: true }) @Type(() => ShownNotice) items!: ShownNotice[];
  /** How many have been delivered and not been read. */
  @IsInt() unread!: number;
  /** Send it as `after` for older ones; `null`: there are no more. */
  @Nullable() @IsString() next!: string | null;
}

const page = statement(
  'own-notices',
  `SELECT id, kind, wording, about, reference, (SELECT name FROM location WHERE kind = 'safety_stock' AND code = split_part(reference, '/', 1)) AS place, day::text, state, made_at AS "madeAt", deliver_at AS "deliverAt" FROM notice
    WHERE receiver = $1 AND ($2::text IS NULL OR kind = $2)
      AND ($3::uuid IS NULL OR (made_at, id) < (SELECT made_at, id FROM notice WHERE id = $3 AND receiver = $1))
    ORDER BY made_at DESC, id DESC LIMIT $4`,
);
const unread = statement('unread-notices', "SELECT count(*)::int AS unread FROM notice WHERE receiver = $1 AND state = 'delivered'");

interface Found extends Omit<ShownNotice, 'text'> {
  /** Empty: those of its kind. */
  readonly wording: NoticeWording | '';
  readonly day: string | null;
  /** What the warehouse is called whose shelf it is about. */
  readonly place: string | null;
}

/** A shelf is its place and its part (`WH-BR05/PT039`), and people call the place by its name. */
const said = (reference: string, place: string | null): string => (place === null ? reference : `${place} ${reference.slice(reference.indexOf('/') + 1)}`);

@Controller('notices')
export class ListNotices {
  constructor(private readonly database: Database) {}

  /** Your own notices, newest first, and how many of them are new to you. Nobody sees those of others. */
  @Get()
  @Requires('notice:own')
  @Answers(OwnNotices)
  async handle(@Query() { kind, after, limit = 50 }: ListNoticesQuery, @Actor() actor: Principal, @Headers() caller: IncomingHttpHeaders): Promise<OwnNotices> {
    const receiver = await receiverOf(this.database, actor);
    const from = after !== undefined && isUuid(after) ? after : null;
    const found = await this.database.read<Found>(actor, 'notice:own', page, [receiver, kind ?? null, from, limit + 1]);
    const [count] = await this.database.read<{ unread: number }>(actor, 'notice:own', unread, [receiver]);
    const items = found.slice(0, limit).map(({ wording, day, place, ...notice }) => ({
      ...notice, text: noticeTexts[wording || notice.kind][languageOf(caller['accept-language'])].replace('{reference}', said(notice.reference ?? '', place)).replace('{day}', day ?? ''),
    }));
    return { items, unread: count?.unread ?? 0, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
