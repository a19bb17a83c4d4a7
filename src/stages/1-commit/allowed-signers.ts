import type { KeyGrant } from '../../model/signature.ts';
import { matchesPatternList } from './pattern-list.ts';
import { readSshKey } from './ssh-key.ts';

export interface GrantReading {
  readonly grants: readonly KeyGrant[];
  /** What was passed over, or read differently from elsewhere, with its line. */
  readonly notes: readonly string[];
}

const MOST_CHARACTERS = 8 << 20;
const MOST_LINES = 100_000;
const SECOND = 1_000;

interface Options {
  readonly authority: boolean;
  readonly namespaces?: string;
  readonly from?: number;
  readonly until?: number;
  /** A bound was written without a zone. */
  readonly zoneless: boolean;
}

/**
 * Reads an `allowed_signers` file (`ssh-keygen(1)`, ALLOWED SIGNERS). A line that cannot be used is passed over with
 * a note, as OpenSSH does. Bounds without `Z` are UTC here, where OpenSSH takes the verifier's local zone.
 */
export function readAllowedSigners(text: string, source: string = 'allowed_signers'): GrantReading {
  if (text.length > MOST_CHARACTERS) return { grants: [], notes: [`${source}: too long to be read`] };
  const grants: KeyGrant[] = [];
  const notes: string[] = [];
  const lines = text.split('\n');
  for (const [index, raw] of lines.slice(0, MOST_LINES).entries()) {
    const line = raw.replace(/\r$/, '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = `${source}:${index + 1}`;
    const read = readLine(line, place);
    if (typeof read === 'string') notes.push(`${place}: ${read}`);
    else {
      grants.push(read.grant);
      if (read.note !== undefined) notes.push(`${place}: ${read.note}`);
    }
  }
  if (lines.length > MOST_LINES) notes.push(`${source}: lines after ${MOST_LINES} were not read`);
  return { grants, notes };
}

const NO_OPTIONS: Options = { authority: false, zoneless: false };

function readLine(line: string, source: string): { grant: KeyGrant; note?: string } | string {
  const [principals, afterPrincipals] = takeWord(line);
  const patterns = principals.split(',').filter((pattern) => pattern !== '');
  const account = patterns.find((pattern) => !pattern.startsWith('!'));
  if (account === undefined) return 'it names nobody';
  const bare = readKey(afterPrincipals);
  const [wire, options] =
    typeof bare === 'string' ? readOptionsAndKey(afterPrincipals, bare) : [bare, NO_OPTIONS];
  if (typeof options === 'string') return options;
  if (typeof wire === 'string') return wire;
  if (options.namespaces !== undefined && !matchesPatternList('git', options.namespaces)) {
    return 'it is not for Git';
  }
  const key = readSshKey(wire);
  if (!key.ok) return key.error.why;
  if (key.value.certificate !== undefined) return 'a certificate where a key is expected';
  const grant: KeyGrant = {
    fingerprint: key.value.fingerprint,
    person: { account, identified: false },
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.until === undefined ? {} : { until: options.until }),
    source,
    ...(options.authority ? { authority: { principals: patterns } } : {}),
  };
  return options.zoneless ? { grant, note: 'a date without a zone was read as UTC' } : { grant };
}

/** Options and then a key. `otherwise` is what was wrong with the text as a key: what is no option was meant as a type. */
function readOptionsAndKey(
  text: string,
  otherwise: string,
): readonly [Uint8Array | string, Options | string] {
  const [word, rest] = takeWord(text, true);
  const options = readOptions(word);
  const wire = readKey(rest);
  return typeof wire === 'string' && typeof options === 'string' ? [otherwise, NO_OPTIONS] : [wire, options];
}

/** `keytype base64 [comment]`: the wire bytes, or what is wrong. */
export function readKey(text: string): Uint8Array | string {
  const [type = '', encoded = ''] = text.trim().split(/[ \t]+/, 2);
  const wire = Buffer.from(encoded, 'base64');
  if (encoded === '' || wire.toString('base64').replace(/=+$/, '') !== encoded.replace(/=+$/, ''))
    return 'no key can be read in it';
  const length = wire.length < 4 ? 0 : wire.readUInt32BE();
  return wire.toString('latin1', 4, 4 + length) === type ? wire : 'the key is not of the type that is named';
}

/** The first word and what follows. Quotes keep blanks together; `keep` leaves them in. */
function takeWord(text: string, keep = false): readonly [string, string] {
  let word = '';
  let quoted = false;
  let at = 0;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      quoted = !quoted;
      if (keep) word += char;
    } else if (!quoted && (char === ' ' || char === '\t')) break;
    else word += char;
  }
  return [word, text.slice(at).trimStart()];
}

function readOptions(text: string): Options | string {
  let read: Options = NO_OPTIONS;
  const seen = new Set<string>();
  for (const option of splitOptions(text)) {
    const equals = option.indexOf('=');
    const name = (equals === -1 ? option : option.slice(0, equals)).toLowerCase();
    if (seen.has(name)) return `the option ${JSON.stringify(name)} stands twice`;
    seen.add(name);
    const value = equals === -1 ? undefined : unquoted(option.slice(equals + 1));
    if (name === 'cert-authority' && equals === -1) read = { ...read, authority: true };
    else if (name === 'namespaces' && value !== undefined) read = { ...read, namespaces: value };
    else if ((name === 'valid-after' || name === 'valid-before') && value !== undefined) {
      const time = readTime(value);
      if (time === undefined) return `${name} is no date`;
      const bound = name === 'valid-after' ? { from: time.at } : { until: time.at + SECOND };
      read = { ...read, ...bound, zoneless: read.zoneless || !time.zoned };
    } else return `the option ${JSON.stringify(name.slice(0, 40))} is not known`;
  }
  if (read.from !== undefined && read.until !== undefined && read.until - SECOND <= read.from)
    return 'its validity ends before it begins';
  return read;
}

function splitOptions(text: string): readonly string[] {
  const options: string[] = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') quoted = !quoted;
    if (at === text.length || (char === ',' && !quoted)) {
      options.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return options;
}

function unquoted(value: string): string | undefined {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : undefined;
}

/** `YYYYMMDD[HHMM[SS]][Z|UTC]`; `at` in milliseconds since 1970. */
function readTime(text: string): { readonly at: number; readonly zoned: boolean } | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z|UTC)?$/i.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = match;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(written);
  // A day that no calendar has would be read as another one.
  if (Number.isNaN(at) || new Date(at).toISOString() !== written) return undefined;
  return { at, zoned: zone !== undefined };
}
