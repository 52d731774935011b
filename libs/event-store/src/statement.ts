/** SQL with a name is planned once per connection; the text of a name never varies. Plain text is planned at each use. */
export type Statement = string | { readonly name: string; readonly text: string };

/** A named statement. */
export const statement = (name: string, text: string): Statement => ({ name, text });
