import type { Binding, PolicyRule, RbacSubject, Role } from '../../../model/rbac.ts';
import { subjectKey } from '../ask/names.ts';
import type { Authorizer } from '../authorizer.ts';
import { accessGained, type GrantDifference } from '../difference/access.ts';
import { canonical } from '../difference/holdings.ts';
import { BUDGET, byWholeRules, newRules } from './new-rules.ts';
import { isBinding, type RbacObject, roleKeyOf } from './rbac-object.ts';
import { authorizerOf, rulesOf, View } from './slice.ts';
import { Either, subjectOf, subjectsOf, With, type World } from './world.ts';

/** Which object differs, and from what. */
export interface DeltaQuestion {
  readonly key: string;
  /** As it is; absent where it is gone. */
  readonly live: RbacObject | undefined;
  /** As Git has it; absent where it has none. */
  readonly git: RbacObject | undefined;
  /** The cluster as it is. */
  readonly cluster: World;
  /** What counts as given: what Git has of all other objects. */
  readonly explained: World;
}

/** What changes hands by one difference. */
export interface Gains {
  readonly gained: readonly GrantDifference[];
  readonly lost: readonly GrantDifference[];
  /** Subjects of bindings who may gain or lose, too. */
  readonly uncounted: number;
}

/** Subjects of bindings that are compared in one go, those of the whole cluster first; the next only where these tell nothing. */
const AT_ONCE = 100;
/** Subjects that are compared exactly; others by what the object says alone, whatever they hold besides. */
const MOST = 2_000;

/**
 * Who may do more or less because one object is not as Git has it.
 *
 * Gained is what a subject has through the object, and neither has by what is explained, nor would have through the object
 * if that were as Git has it. So two unexplained objects that give the same do not hide each other, and of a binding and a
 * role that came together both are told. Lost is what a subject would have if the object were as Git has it, and has not.
 */
export function gainsOf(question: DeltaQuestion): Gains {
  const { key, live, git, cluster, explained } = question;
  const now = new View(new With(cluster, key, live));
  const then = new View(new With(cluster, key, git));
  const given = new View(new With(explained, key, git));
  const more = told(now, reach(question, now, then, given), given);
  const less = told(then, reach(question, then, now), now);
  return { gained: more.found, lost: less.found, uncounted: more.uncounted + less.uncounted };
}

/** Whom it would cost something that Git gives them, and that they have now, if the live object were deleted. */
export function cutOffBy(question: DeltaQuestion, { lost }: Gains): readonly RbacSubject[] {
  const { key, live, git, cluster } = question;
  if (live === undefined || git === undefined) return [];
  const then = new View(new With(cluster, key, git));
  const without = new View(new With(cluster, key, undefined));
  const missing = told(then, reach({ ...question, live: undefined }, then, without), without).found;
  const already = bySubject(lost);
  return [...bySubject(missing)]
    .filter(([subject, { said }]) => said !== already.get(subject)?.said)
    .map(([, { who }]) => who);
}

/** What a subject holds in some namespaces and in the whole cluster: as it is explained, and as it is. */
export function heldBy(
  { key, live, git, cluster, explained }: DeltaQuestion,
  subject: RbacSubject,
  namespaces: ReadonlySet<string>,
): { readonly before: Authorizer; readonly after: Authorizer } {
  const given = new View(new With(explained, key, git));
  const now = new View(new With(cluster, key, live));
  return {
    before: authorizerOf(given, given.bindingsOf(subject, namespaces)),
    after: authorizerOf(now, now.bindingsOf(subject, namespaces)),
  };
}

/** Bindings by which an object reaches somebody, and what roles say by them that they would not say otherwise. */
interface Reach {
  readonly bindings: readonly Binding[];
  readonly rules: ReadonlyMap<string, readonly PolicyRule[]>;
}

/** How the object reaches anybody in a view, beyond what it does in another one. */
function reach(question: DeltaQuestion, view: View, other: View, given?: View): Reach {
  const { key, live, git } = question;
  const object = view.world.get(key);
  if (object !== undefined && isBinding(object))
    return { bindings: [beyond(object, other.world.get(key))], rules: new Map() };
  const holders = [live, git].flatMap((one) =>
    one === undefined || isBinding(one) ? [] : [...view.holders(one), ...other.holders(one)],
  );
  const rules = new Map<string, readonly PolicyRule[]>();
  for (const holder of new Set(holders)) {
    if (view.contentOf(holder) === other.contentOf(holder)) continue;
    rules.set(holder, newRules(rulesOf(view.role(holder)), rulesOf(other.role(holder))));
  }
  if (given !== undefined && live !== undefined && !isBinding(live))
    for (const [holder, more] of throughRole(question, live, view))
      rules.set(holder, [...(rules.get(holder) ?? []), ...more]);
  const bindings = [...rules]
    .filter(([, more]) => more.length > 0)
    .flatMap(([holder]) => [...view.world.to(holder)])
    .sort((one, two) => Number(one.namespace !== undefined) - Number(two.namespace !== undefined));
  return { bindings, rules };
}

/** A binding without those whom another one gives the same role; what that says is told of the role. */
function beyond(binding: Binding, other: RbacObject | undefined): Binding {
  if (other === undefined || !isBinding(other) || roleKeyOf(other) !== roleKeyOf(binding)) return binding;
  const others = subjectsOf(other);
  const subjects = binding.subjects.filter((one) => {
    const who = subjectOf(binding, one);
    return who === undefined || !others.has(subjectKey(who));
  });
  return { ...binding, subjects };
}

/**
 * What roles that gather a live one have of it, and would not have as they are explained: what several roles bring to one
 * is told of each of them.
 */
function throughRole(
  { key, git, cluster, explained }: DeltaQuestion,
  live: Role,
  now: View,
): ReadonlyMap<string, readonly PolicyRule[]> {
  if (explained === cluster) return new Map();
  const roles = new Either(cluster, explained, (one) => !one.includes('Binding '));
  const apart = new View(new With(roles, key, git));
  const own = new Set(rulesOf(now.role(key)).map(canonical));
  return new Map(
    [...now.holders(live)].flatMap((holder) => {
      if (now.contentOf(holder) === apart.contentOf(holder)) return [];
      const through = rulesOf(now.role(holder)).filter((rule) => own.has(canonical(rule)));
      return [[holder, newRules(through, rulesOf(apart.role(holder)))] as const];
    }),
  );
}

/** What subjects have by some bindings in a view, and not at all in another one. */
function told(
  view: View,
  { bindings, rules }: Reach,
  known: View,
): { readonly found: readonly GrantDifference[]; readonly uncounted: number } {
  const saying = new View(view.world, rules);
  const parts = inParts(bindings);
  let left = bindings.reduce((sum, { subjects }) => sum + subjects.length, 0);
  let counted = 0;
  for (const { some, subjects } of parts) {
    const exact = counted < MOST;
    const found = gainedBy(saying, some, known, exact ? bindingsOfAll(known, some) : []);
    left -= subjects;
    counted += subjects;
    if (found.length > 0 || !exact) return { found, uncounted: left };
  }
  return { found: [], uncounted: 0 };
}

/** Bindings in lots of so many subjects; one that has more is in several. */
function* inParts(
  bindings: readonly Binding[],
): Iterable<{ readonly some: readonly Binding[]; readonly subjects: number }> {
  let some: Binding[] = [];
  let subjects = 0;
  for (const binding of bindings) {
    for (let start = 0; start < binding.subjects.length; ) {
      const part = binding.subjects.slice(start, start + AT_ONCE - subjects);
      some.push({ ...binding, subjects: part });
      start += part.length;
      subjects += part.length;
      if (subjects < AT_ONCE) continue;
      yield { some, subjects };
      [some, subjects] = [[], 0];
    }
  }
  if (subjects > 0) yield { some, subjects };
}

function gainedBy(
  view: View,
  bindings: readonly Binding[],
  known: View,
  held: Iterable<Binding>,
): readonly GrantDifference[] {
  if (bindings.length === 0) return [];
  const before = authorizerOf(known, held);
  return accessGained(before, authorizerOf(view, bindings), BUDGET).map(byWholeRules);
}

/** All bindings of whoever some bindings name, where these count. */
function* bindingsOfAll(view: View, bindings: readonly Binding[]): Iterable<Binding> {
  const places = new Map<string, { readonly who: RbacSubject; readonly namespaces: Set<string> }>();
  for (const binding of bindings) {
    for (const [key, who] of subjectsOf(binding)) {
      const known = places.get(key) ?? { who, namespaces: new Set<string>() };
      places.set(key, known);
      if (binding.namespace !== undefined) known.namespaces.add(binding.namespace);
    }
  }
  for (const { who, namespaces } of places.values()) yield* view.bindingsOf(who, namespaces);
}

function bySubject(
  grants: readonly GrantDifference[],
): ReadonlyMap<string, { readonly who: RbacSubject; readonly said: string }> {
  const groups = Map.groupBy(grants, ({ subject }) => subjectKey(subject));
  return new Map(
    [...groups].flatMap(([key, list]) => {
      const [first] = list;
      const said = list
        .map(({ verbs, groups: of, resources, names, nonResourceURLs, namespace }) =>
          JSON.stringify([verbs, of, resources, names ?? null, nonResourceURLs ?? null, namespace]),
        )
        .sort();
      return first === undefined ? [] : [[key, { who: first.subject, said: said.join('\n') }] as const];
    }),
  );
}
