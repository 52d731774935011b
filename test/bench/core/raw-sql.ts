/** What a transaction of a projection needs at least, as statements of one connection. */
export const moveOffset = {
  name: 'move',
  text: `INSERT INTO consumer_offset AS o (unit, topic, part, next_offset, last_event_id) SELECT 'views', $1, * FROM unnest($2::int[], $3::bigint[], $4::uuid[])
         ON CONFLICT (unit, topic, part) DO UPDATE SET next_offset = excluded.next_offset, last_event_id = excluded.last_event_id, updated_at = clock_timestamp()`,
};
export const guardKeys = {
  name: 'guard',
  // The topic comes with each run: compared with a parameter, it makes a table that nobody has counted yet look empty, and is read whole for each key.
  text: `WITH run AS (SELECT $1::text AS topic, * FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS r(key, first, last)),
        moved AS (UPDATE key_seq s SET last_seq = run.last FROM run WHERE s.unit = 'views' AND s.topic = run.topic AND s.key = run.key AND s.last_seq = run.first - 1 RETURNING s.key),
        begun AS (INSERT INTO key_seq (key, topic, unit, last_seq) SELECT key, topic, 'views', last FROM run WHERE first = 1 ON CONFLICT DO NOTHING RETURNING key)
   SELECT key FROM moved UNION ALL SELECT key FROM begun`,
};

/** The first sequence of each key. */
export function firstsOf(events: readonly { readonly key: string; readonly sequence: number }[]): Map<string, number> {
  const firsts = new Map<string, number>();
  for (const { key, sequence } of events) if (!firsts.has(key)) firsts.set(key, sequence);
  return firsts;
}
