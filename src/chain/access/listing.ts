/**
 * Has the longer text exactly one more line for each of these names, as entries of `resources:` in a block sequence, and
 * is it the same otherwise? A kustomization that is written in any other way is for people to judge.
 */
export function listsMore(longer: string, shorter: string, names: ReadonlySet<string>): boolean {
  const left = new Set(names);
  let isResource = false;
  const kept = longer.split('\n').filter((text) => {
    // A byte order mark is no part of the first line.
    const line = text.replace(/^\uFEFF/, '');
    // What stands at the beginning of a line and is no entry is a key of the whole file: text goes on further in.
    if (/^(?!-[ \r]|-$)[^\s#]/.test(line)) isResource = /^resources:\s*(?:#.*)?$/.test(line);
    const name = /^ *- (?:\.\/)?(mainward-[a-z0-9-]+\.yaml)\r?$/.exec(line)?.[1];
    return name === undefined || !isResource || !left.delete(name);
  });
  return left.size === 0 && kept.join('\n') === shorter;
}
