/** What one should know of a customer besides his name and number. */
export interface ArchiveFacts {
  readonly city: string | null;
  readonly address: string | null;
  readonly dealerCode: string | null;
  readonly ownerId: string | null;
  readonly channel: string | null;
  readonly quietFrom: string | null;
}

const wanted = ['city', 'address', 'dealerCode', 'ownerId', 'channel', 'quietFrom'] as const satisfies readonly (keyof ArchiveFacts)[];
/** A customer without name and number cannot be on file. */
const always = 2;

export const missingFrom = (facts: ArchiveFacts): (keyof ArchiveFacts)[] => wanted.filter((fact) => facts[fact] === null);

/** How much of it is on file, in whole per cent; 100 only when nothing is missing. */
export const completenessOf = (facts: ArchiveFacts): number => Math.floor((100 * (always + wanted.length - missingFrom(facts).length)) / (always + wanted.length));
