import type {
  ClaimPredicate,
  ClaimTemplate,
  ClaimTest,
  ClaimValue,
  HoleName,
  Intersection,
  Trust,
  TrustStatement,
} from '../../../model/trust.ts';
import { shortest } from '../language/search.ts';
import { all, any, around, type Language, matches, not } from '../language/state.ts';
import { anything, beginning, containing, ending, glob, nothing, stars, text } from '../language/texts.ts';
import { holeLanguage } from '../mint/holes.ts';

/** The issuer of the forge's identity tokens, as trusts name it. */
export const FORGE_ISSUER = 'token.actions.githubusercontent.com';
const MOST_COMBINATIONS = 64;

/**
 * Is there a token of the template that the trust lets in? Exact for every test there is: each claim is a text with
 * at most one hole, so the question is whether a language over the hole is empty; a shortest member is the witness.
 */
export function intersect(trust: Trust, template: ClaimTemplate): Intersection {
  if (trust.issuer === undefined)
    return { reachable: 'unknown', why: 'whose tokens it accepts could not be told' };
  if (trust.issuer !== FORGE_ISSUER) return { reachable: false, why: `it accepts tokens of ${trust.issuer}` };
  const denials = refusals(trust.statements.filter((one) => one.effect === 'deny'));
  if (denials === undefined)
    return { reachable: 'unknown', why: 'its denying statements are too many to combine' };
  let open: Intersection | undefined;
  for (const statement of trust.statements) {
    if (statement.effect !== 'allow') continue;
    for (const denial of denials) {
      const found = satisfy([...statement.all, ...denial.all], template);
      const [unknown] = [...statement.unknown, ...denial.unknown];
      if (found.reachable === true && unknown === undefined) return found;
      if (found.reachable === 'unknown') open ??= found;
      if (found.reachable === true && unknown !== undefined)
        open ??= { reachable: 'unknown', why: unknown.why };
    }
  }
  return open ?? { reachable: false, why: 'no statement lets such a token in' };
}

/** Ways not to be denied: of each denying statement one predicate fails. */
function refusals(
  denials: readonly TrustStatement[],
): readonly Pick<TrustStatement, 'all' | 'unknown'>[] | undefined {
  let ways: readonly Pick<TrustStatement, 'all' | 'unknown'>[] = [{ all: [], unknown: [] }];
  for (const denial of denials) {
    const failing = denial.all.map((predicate) => ({ all: [reversed(predicate)], unknown: [] }));
    const unsure = denial.unknown.length === 0 ? [] : [{ all: [], unknown: denial.unknown }];
    ways = ways.flatMap((way) =>
      [...failing, ...unsure].map((one) => ({
        all: [...way.all, ...one.all],
        unknown: [...way.unknown, ...one.unknown],
      })),
    );
    if (ways.length > MOST_COMBINATIONS) return undefined;
  }
  return ways;
}

function reversed(predicate: ClaimPredicate): ClaimPredicate {
  return { ...predicate, not: !predicate.not, absent: predicate.absent === 'pass' ? 'fail' : 'pass' };
}

/** Joins the predicates claim by claim and hole by hole. */
function satisfy(predicates: readonly ClaimPredicate[], template: ClaimTemplate): Intersection {
  const holes = new Map<HoleName, Language[]>();
  const chosen = new Map<string, Language[]>();
  let unknown: string | undefined;
  for (const predicate of predicates) {
    const value = template.claims.get(predicate.claim);
    if (value === undefined) {
      if (predicate.absent === 'fail') return no(`the token has no claim ${predicate.claim}`);
    } else if (value.kind === 'unknown') unknown ??= value.why;
    else if (value.kind === 'chosen') push(chosen, predicate.claim, languageOf(predicate));
    else if (value.hole === undefined) {
      if (!matches(languageOf(predicate), value.before + value.after))
        return no(`its ${predicate.claim} does not fit`);
    } else push(holes, value.hole, overHole(predicate, value));
  }
  const filled = fill(holes, template);
  if (typeof filled === 'string') return { reachable: 'unknown', why: filled };
  if (filled === undefined) return no('no such name fits');
  const asked = new Map<string, string>();
  for (const [claim, languages] of chosen) {
    const found = shortest(all([...languages, not(text(''))]));
    if (found === 'too-large')
      return { reachable: 'unknown', why: `the tests of ${claim} are too many to combine` };
    if (found === 'none') return no(`no ${claim} fits`);
    asked.set(claim, found.text);
  }
  if (unknown !== undefined) return { reachable: 'unknown', why: unknown };
  const claims = new Map([...render(template, filled), ...asked]);
  return { reachable: true, witness: claims.get('sub') ?? '', claims };
}

function no(why: string): Intersection {
  return { reachable: false, why };
}

function push<K>(map: Map<K, Language[]>, key: K, language: Language): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [language]);
  else known.push(language);
}

/** A shortest text for each hole; `undefined` where there is none, a reason where it cannot be told. */
function fill(
  holes: ReadonlyMap<HoleName, readonly Language[]>,
  template: ClaimTemplate,
): ReadonlyMap<HoleName, string> | string | undefined {
  const filled = new Map<HoleName, string>();
  let open: string | undefined;
  for (const [name, hole] of template.holes) {
    const language = holeLanguage(hole);
    const found = language === undefined ? undefined : shortest(all([language, ...(holes.get(name) ?? [])]));
    if (found === 'none') return undefined;
    if (found === undefined) open ??= 'a filter of the workflow was not understood';
    else if (found === 'too-large') open ??= `the patterns for ${name} are too many to combine`;
    else filled.set(name, found.text);
  }
  return open ?? filled;
}

function overHole(predicate: ClaimPredicate, value: Extract<ClaimValue, { kind: 'text' }>): Language {
  const encode = value.escaped === true ? escape : (character: string): string => character;
  return around(languageOf(predicate), value.before, value.after, encode);
}

function escape(character: string): string {
  return character === ':' ? '%3A' : character;
}

function render(template: ClaimTemplate, filled: ReadonlyMap<HoleName, string>): ReadonlyMap<string, string> {
  const claims = new Map<string, string>();
  for (const [claim, value] of template.claims) {
    if (value.kind !== 'text') continue;
    const hole = value.hole === undefined ? '' : (filled.get(value.hole) ?? '');
    const written = value.escaped === true ? hole.replaceAll(':', '%3A') : hole;
    claims.set(claim, `${value.before}${written}${value.after}`);
  }
  return claims;
}

/** The values of a claim that pass a predicate. */
export function languageOf(predicate: ClaimPredicate): Language {
  const tests = predicate.tests.map(testLanguage);
  const passing = tests.length === 0 ? nothing() : any(tests);
  return predicate.not ? not(passing) : passing;
}

function testLanguage(test: ClaimTest): Language {
  switch (test.kind) {
    case 'equals':
      return text(test.value, test.ignoreCase);
    case 'glob':
      return glob(test.pattern);
    case 'stars':
      return stars(test.pattern);
    case 'prefix':
      return beginning(test.value);
    case 'suffix':
      return ending(test.value);
    case 'contains':
      return containing(test.value);
    case 'present':
      return anything();
  }
}
