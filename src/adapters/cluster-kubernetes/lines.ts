/** Splits what comes at line ends. Calls `tooLong` and ends where a line grows beyond the bound. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  mostBytes: number,
  tooLong: () => Error,
): AsyncGenerator<string, void, undefined> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let end = rest.indexOf(0x0a); end !== -1; end = rest.indexOf(0x0a)) {
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      parts = [];
      size = 0;
      rest = rest.subarray(end + 1);
    }
    size += rest.length;
    if (size > mostBytes) throw tooLong();
    parts.push(rest);
  }
}
