import type { SignedInPerson } from '../../api/generated/gateway/types.gen';

type Said = Readonly<Record<string, string | undefined>>;

/** What was written otherwise than it stood when the form was opened, and nothing else: an emptied box takes the entry away. `flags` are ticked (`yes`) or not. */
export const differing = <Name extends string>(names: readonly Name[], before: Said, after: Said, { flags = [] }: { readonly flags?: readonly Name[] } = {}): Readonly<Record<string, string | boolean | null>> =>
  Object.fromEntries(names.flatMap((name) => {
    const [was, is] = [before[name] ?? '', after[name] ?? ''];
    return was === is ? [] : [[name, flags.includes(name) ? is === 'yes' : is === '' ? null : is]];
  }));

/** `18000` and `18000.5` as an exact amount with two decimals; anything else as it was written, for the service to refuse. */
export const amountOf = (text: string): string => (/^\d{1,12}$/.test(text) ? `${text}.00` : /^\d{1,12}\.\d$/.test(text) ? `${text}0` : text);

/** Whether somebody has to say for which branch he does something. */
export const worksInSeveral = ({ branches }: SignedInPerson): boolean => branches[0] === '*' || branches.length > 1;
