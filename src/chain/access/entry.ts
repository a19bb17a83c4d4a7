/**
 * A kustomization with one more entry after its last resource, or `undefined` where its resources are no block list with
 * an entry: `listsMore` of `listing.ts` then says yes.
 */
export function withEntry(text: string, name: string): string | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^\uFEFF?resources:\s*(#.*)?\r?$/.test(line));
  if (start === -1) return undefined;
  let last: { readonly at: number; readonly indent: string; readonly end: string } | undefined;
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const entry = /^( *)- +[^\s#][^\r]*(\r?)$/.exec(line);
    if (entry !== null) last = { at, indent: entry[1] ?? '', end: entry[2] ?? '' };
    else if (!/^\s*(#.*)?$/.test(line)) break;
  }
  if (last === undefined) return undefined;
  return lines.toSpliced(last.at + 1, 0, `${last.indent}- ${name}${last.end}`).join('\n');
}

/** The same without that entry; the text itself where it has none. */
export function withoutEntry(text: string, name: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => [`- ${name}`, `- ./${name}`].includes(line.trim()));
  return at === -1 ? text : lines.toSpliced(at, 1).join('\n');
}
