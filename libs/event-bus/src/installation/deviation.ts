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
