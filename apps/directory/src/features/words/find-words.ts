import { branchesFor, Requires, type Principal } from '@aftercare/auth';
import { Actor, Answers } from '@aftercare/chassis';
import { branchParam, Database, statement } from '@aftercare/event-store';
import { RuleViolation } from '@aftercare/kernel';
import { Body, Controller, Post } from '@nestjs/common';
import { IsBoolean, IsString, IsUUID, MaxLength } from 'class-validator';

export class FindWordsBody {
  /** Two characters at least, e.g. `漏水`; found where they stand together, whatever their width and case. */
  @IsString() @MaxLength(60) text!: string;
}

export class FoundWords {
  /** The contacts in whose words it stands; the newest first. */
  @IsUUID(undefined, { each: true }) contacts!: string[];
  /** What the notes are about in which it stands; the newest first. */
  @IsUUID(undefined, { each: true }) about!: string[];
  /** There is more, some of it perhaps newer: look for more of the words. */
  @IsBoolean() more!: boolean;
}

interface Place {
  readonly sourceId: string;
  readonly about: string | null;
}

const most = 200;

// The index has no branch wall, since no wall lets such an index be used; it names rows, and contact and note, which have theirs, say what stands there.
const anywhere = statement(
  'find-words',
  `WITH b AS MATERIALIZED (SELECT branch_id, word_pairs(branch_id, $1) AS sought FROM branch WHERE $2::text[] IS NULL OR branch_id = ANY ($2))
   SELECT found."sourceId", found.about FROM b
     CROSS JOIN LATERAL (
       SELECT source_id AS "sourceId", about, written_at FROM word_index WHERE pairs @> b.sought ORDER BY written_at DESC LIMIT 400) found
     LEFT JOIN contact c ON c.id = found."sourceId" AND found.about IS NULL
     LEFT JOIN note n ON n.id = found."sourceId" AND found.about IS NOT NULL
    WHERE strpos(comparable(coalesce(c.words, note_words(n.texts))), comparable($1)) > 0
    ORDER BY found.written_at DESC LIMIT $3`,
);
// A word that many have said would cost a look at all of them: what was said last has enough of it.
const lately = statement(
  'find-words-lately',
  `WITH b AS MATERIALIZED (SELECT branch_id, word_pairs(branch_id, $1) AS sought FROM branch WHERE $2::text[] IS NULL OR branch_id = ANY ($2))
   SELECT found."sourceId", found.about FROM b
     CROSS JOIN LATERAL (
       SELECT source_id AS "sourceId", about, written_at
         FROM (SELECT * FROM word_index WHERE branch_id = b.branch_id ORDER BY written_at DESC LIMIT 600) newest WHERE pairs @> b.sought LIMIT 400) found
     LEFT JOIN contact c ON c.id = found."sourceId" AND found.about IS NULL
     LEFT JOIN note n ON n.id = found."sourceId" AND found.about IS NOT NULL
    WHERE strpos(comparable(coalesce(c.words, note_words(n.texts))), comparable($1)) > 0
    ORDER BY found.written_at DESC LIMIT $3`,
);

@Controller('words')
export class FindWords {
  constructor(private readonly database: Database) {}

  /**
   * Where something was said or written, as ids: the text itself is shown by its own routes. A POST that changes nothing, because what people
   * say must not stand in a URL.
   */
  @Post('search')
  @Requires('contact:read')
  @Answers(FoundWords, 200)
  async handle(@Body() { text }: FindWordsBody, @Actor() actor: Principal): Promise<FoundWords> {
    const words = text.trim();
    if (!/\S\S/u.test(words)) throw new RuleViolation('words.too-short');
    const asked = [words, branchParam(branchesFor(actor, 'contact:read')), most + 1];
    const newest = await this.database.read<Place>(actor, 'contact:read', lately, asked);
    const found = newest.length > most ? newest : await this.database.read<Place>(actor, 'contact:read', anywhere, asked);
    const shown = found.slice(0, most);
    return {
      contacts: shown.flatMap(({ sourceId, about }) => (about === null ? [sourceId] : [])),
      about: [...new Set(shown.flatMap(({ about }) => (about === null ? [] : [about])))],
      more: found.length > most,
    };
  }
}
