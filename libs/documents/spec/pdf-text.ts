import { inflateSync } from 'node:zlib';

/** What can be searched for and copied in a PDF of ours: per page its texts, in the order in which they were put there. */
export const textOf = (pdf: Buffer): readonly string[][] => {
  const source = pdf.toString('latin1');
  const objects = new Map([...source.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body]) => [Number(id), body!]));
  const stream = (id: number): string => {
    const [, raw = ''] = /stream\n([\s\S]*)\nendstream/.exec(objects.get(id) ?? '') ?? [];
    return (objects.get(id)!.includes('/FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')) : Buffer.from(raw, 'latin1')).toString('latin1');
  };
  const reference = (body: string, key: string): number => Number(new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1]);
  const signsOf = (font: number): ReadonlyMap<string, string> => {
    const signs = new Map<string, string>();
    for (const [, from, list] of stream(reference(objects.get(font)!, 'ToUnicode')).matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
      for (const [at, [, code]] of [...list!.matchAll(/<([\w ]+)>/g)].entries()) {
        signs.set((Number.parseInt(from!, 16) + at).toString(16).padStart(4, '0'), Buffer.from(code!.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
      }
    }
    return signs;
  };
  const fonts = new Map([...source.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, id]) => [name!, Number(id)]));
  const known = new Map([...fonts].map(([name, id]) => [name, signsOf(id)]));
  return [...objects.values()].filter((body) => body.includes('/Type /Page\n')).map((page) => {
    let signs: ReadonlyMap<string, string> | undefined;
    return [...stream(reference(page, 'Contents')).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)].flatMap(([, font, shown]) => {
      if (font !== undefined) signs = known.get(font);
      if (shown === undefined) return [];
      return [[...shown.matchAll(/<(\w+)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g)!).map((glyph) => signs?.get(glyph) ?? '?').join('')];
    });
  });
};
