/**
 * Whether nobody would trust `person` to decide about `party`: they are the same, or one of them has declared the other as a relative. All are
 * codes, of staff, dealers or customers; `declaredBy` gives whom somebody has declared, nobody for who cannot declare. Relatives of relatives do not count.
 */
export const isSelfOrRelative = (person: string, party: string, declaredBy: (code: string) => readonly string[]): boolean =>
  person === party || declaredBy(person).includes(party) || declaredBy(party).includes(person);
