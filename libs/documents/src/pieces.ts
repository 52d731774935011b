const size = 32 * 1024;

/** The same text in pieces of some size: a stream that is fed line by line spends its time on the way. */
export async function* pieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < size) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
