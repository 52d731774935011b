/** A committed file that is made by a program. `path` is relative to the root of the repository. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** Gives a module of a service by its path in `src`, e.g. `api`: built of it, or from source. */
export type Load = <T>(service: string, path: string) => T;

/** Makes one kind of document, as it should be now. A test compares it with what is committed. */
export type Generator = (root: string, load: Load) => Document[];

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Puts `body` between `<!-- name:begin -->` and `<!-- name:end -->`, leaving the rest of the text alone. */
export const between = (text: string, name: string, body: string): string => {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the markers ${begin} and ${end} are missing`);
  return `${text.slice(0, from + begin.length)}\n${body}\n${text.slice(to)}`;
};
