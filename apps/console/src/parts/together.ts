/**
 * Asks for several at once what is asked for one by one in the same moment, as the rows of a list do: `ask` gets their codes, `most` at a time. What the answer
 * does not have is `undefined`.
 */
export const together = <T>(most: number, ask: (codes: readonly string[]) => Promise<ReadonlyMap<string, T>>): ((code: string) => Promise<T | undefined>) => {
  let next: { readonly codes: Set<string>; readonly answer: Promise<ReadonlyMap<string, T>> } | null = null;
  return async (code) => {
    if (next === null || next.codes.size >= most) {
      const codes = new Set<string>();
      const call: NonNullable<typeof next> = {
        codes,
        answer: Promise.resolve().then(() => {
          if (next === call) next = null;
          return ask([...codes]);
        }),
      };
      next = call;
    }
    next.codes.add(code);
    return (await next.answer).get(code);
  };
};
