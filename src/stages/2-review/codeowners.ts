import { fileLocation, type Location, type Origin } from '../../model/location.ts';
import type { OwnerRule, Ownership } from '../../model/ownership.ts';
import type { SourceTree } from '../../model/tree.ts';
import { compileOwnerPattern, type OwnerPattern } from './owner-pattern.ts';

/** Where GitHub looks, in this order; the first that is there counts (docs: "About code owners"). */
export const GITHUB_OWNER_FILES: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
/** A larger file is not loaded at all. */
const MOST_BYTES = 3 << 20;

/** The ownership that GitHub applies to a tree. */
export function readGithubOwnership(tree: SourceTree): Ownership {
  const present = GITHUB_OWNER_FILES.filter((place) => tree.has(place));
  const [path, ...shadowed] = present;
  if (path === undefined) return { dialect: 'github', rules: [], shadowed: [], invalid: [] };
  const bytes = tree.read(path);
  const origin: Origin = {
    path,
    repository: tree.repository,
    ...(tree.commit === undefined ? {} : { commit: tree.commit }),
  };
  if (!(bytes instanceof Uint8Array)) {
    const reason = 'the file cannot be read';
    return {
      dialect: 'github',
      path,
      rules: [],
      shadowed,
      invalid: [{ reason, at: fileLocation(origin) }],
    };
  }
  return { ...readGithubCodeowners(bytes, origin), shadowed };
}

/** What GitHub makes of one file, wherever it comes from. */
export function readGithubCodeowners(bytes: Uint8Array, origin: Origin): Ownership {
  const whole = fileLocation(origin);
  const ownership = { dialect: 'github', path: origin.path, shadowed: [] } as const;
  if (bytes.length > MOST_BYTES) {
    const reason = 'the file is larger than 3 MB and is not loaded';
    return { ...ownership, rules: [], invalid: [{ reason, at: whole }] };
  }
  return { ...ownership, ...readLines(new TextDecoder().decode(bytes), whole) };
}

function readLines(text: string, whole: Location): Pick<Ownership, 'rules' | 'invalid'> {
  const rules: OwnerRule[] = [];
  const invalid: { reason: string; at: Location }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const words = splitLine(raw.endsWith('\r') ? raw.slice(0, -1) : raw);
    const [pattern, ...owners] = words;
    if (pattern === undefined) continue;
    const at = { ...whole, line: index + 1, endLine: index + 1, endColumn: raw.length + 1 };
    const wrong = owners.find((owner) => !isOwner(owner));
    if (compileOwnerPattern(pattern) === undefined)
      invalid.push({ reason: `GitHub does not understand the pattern ${pattern}`, at });
    else if (wrong !== undefined)
      invalid.push({ reason: `${wrong} is neither an account, a team nor an e-mail address`, at });
    else rules.push({ pattern, owners, at });
  }
  return { rules, invalid };
}

/** Words of a line up to a comment; `\ ` and `\#` belong to the pattern. */
function splitLine(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  for (let index = 0; index < line.length; index += 1) {
    const char = line.charAt(index);
    if (char === '\\' && index + 1 < line.length) {
      word += char + line.charAt(index + 1);
      index += 1;
    } else if (char === ' ' || char === '\t') {
      if (word !== '') words.push(word);
      word = '';
    } else if (char === '#' && word === '') return words;
    else word += char;
  }
  return word === '' ? words : [...words, word];
}

function isOwner(text: string): boolean {
  if (text.startsWith('@'))
    return /^@[A-Za-z0-9][A-Za-z0-9-]*(?:_[A-Za-z0-9]+)?(?:\/[A-Za-z0-9._-]+)?$/.test(text);
  const at = text.indexOf('@');
  return at > 0 && at < text.length - 1 && text.indexOf('@', at + 1) === -1;
}

/** The last rule that matches a path; `undefined` where none does. */
export class OwnerIndex {
  readonly #rules: readonly { readonly rule: OwnerRule; readonly pattern: OwnerPattern }[];
  readonly #known = new Map<string, OwnerRule | undefined>();

  constructor(ownership: Ownership) {
    this.#rules = ownership.rules.flatMap((rule) => {
      const pattern = compileOwnerPattern(rule.pattern);
      return pattern === undefined ? [] : [{ rule, pattern }];
    });
  }

  ruleFor(path: string): OwnerRule | undefined {
    if (this.#known.has(path)) return this.#known.get(path);
    const segments = path.split('/');
    const found = this.#rules.findLast(({ pattern }) => pattern(segments))?.rule;
    this.#known.set(path, found);
    return found;
  }
}
