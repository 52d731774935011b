/** Where the parts of an installation do not fit each other. */
export const deviationKinds = ['sequence', 'head', 'outbox', 'held', 'missing', 'foreign', 'bytes', 'published', 'offset', 'guard', 'parked', 'passed-by', 'behind'] as const;
export type DeviationKind = (typeof deviationKinds)[number];

export interface Deviation {
  readonly kind: DeviationKind;
  /** In whose schema, or of whose topic. */
  readonly service: string;
  /** One sentence that names the place and what is wrong; ids only. */
  readonly words: string;
}

export type Report = (kind: DeviationKind, service: string, words: string) => void;

/** What helps against each; FROM is a backup. */
export const remedies: Readonly<Record<DeviationKind, string>> = {
  sequence: '数据库受损 · the database itself is damaged: npm run ops -- restore FROM',
  head: '数据库受损 · the database itself is damaged: npm run ops -- restore FROM',
  outbox: '数据库受损 · the database itself is damaged: npm run ops -- restore FROM',
  held: 'npm run ops -- outbox release --topic T --key K, once the cause is gone',
  missing: 'npm run ops -- republish --topic T --key K --from-seq N',
  foreign: 'npm run ops -- restore (without FROM) makes the log anew from the database',
  bytes: 'npm run ops -- restore (without FROM) makes the log anew from the database',
  published: 'the relay repairs it at its next start; else npm run ops -- restore (without FROM)',
  offset: 'npm run ops -- resync UNIT --service S',
  guard: 'databases were set back to different times: set all of them back to the same one',
  parked: 'npm run ops -- republish --topic T --key K --from-seq N sends what is missing',
  'passed-by': 'npm run ops -- resync UNIT --service S',
  behind: 'npm run ops -- status, and /health/ready of the service',
};
