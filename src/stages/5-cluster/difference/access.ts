import type { Rights } from '../../../model/access-diff.ts';
import type { PolicyRule, RbacSubject } from '../../../model/rbac.ts';
import type { Authorizer, HeldRule } from '../authorizer.ts';
import { isClusterScoped } from '../discovery.ts';
import { requesterOf } from '../match.ts';
import { Alike } from './alike.ts';
import { type HeldRights, inFewWords, isWide, part, rightsOfLists } from './boxes.ts';
import { canonical, Holdings } from './holdings.ts';
import { type Right, RightSet, rightKey, rightsOf, sizeOf } from './right.ts';

/** What one subject holds on one side and not on the other. */
export interface GrantDifference extends HeldRights {
  readonly subject: RbacSubject;
  /** Parts of it that the other side gives as well; empty where it gives nothing of it. */
  readonly except: readonly Rights[];
}

export interface AccessDifference {
  readonly gained: readonly GrantDifference[];
  readonly lost: readonly GrantDifference[];
}

/** How many single rights are spelled out; what says more is compared as it stands. */
export interface RightsBudget {
  readonly ofRule: number;
  /** For all subjects together. */
  readonly inAll: number;
}

const DEFAULT_BUDGET: RightsBudget = { ofRule: 20_000, inAll: 2_000_000 };

/** What may still be spelled out. */
interface Allowance {
  readonly ofRule: number;
  left: number;
}

/**
 * What subjects of a cluster may do after a change and not before, and the other way round, by what rules give and
 * not by how they are written: names of roles and bindings, order, and how rights are divided among rules say nothing.
 *
 * Each subject is listed with what bindings give itself. What it holds as well because it belongs to a group that
 * the API server adds by itself is neither gained nor lost. A requester may do something new if, and only if, it could
 * not before and one of its subjects gained it.
 */
export function accessDifference(before: Authorizer, after: Authorizer): AccessDifference {
  const words = new Map<string, number>();
  const [old, current] = [new Holdings(before, words), new Holdings(after, words)];
  const budget = allowance(DEFAULT_BUDGET);
  return { gained: gainedBy(current, old, budget), lost: gainedBy(old, current, budget) };
}

/** What subjects of `after` hold there that `before` does not give them: the half of a difference, without exceptions. */
export function accessGained(
  before: Authorizer,
  after: Authorizer,
  budget: RightsBudget = DEFAULT_BUDGET,
): readonly GrantDifference[] {
  const words = new Map<string, number>();
  const [old, current] = [new Holdings(before, words), new Holdings(after, words)];
  return gainedBy(current, old, allowance(budget), false);
}

function allowance({ ofRule, inAll }: RightsBudget): Allowance {
  return { ofRule, left: inAll };
}

function gainedBy(
  one: Holdings,
  other: Holdings,
  budget: Allowance,
  exceptionsToo = true,
): readonly GrantDifference[] {
  const alike = new Alike();
  return [...one.held]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .flatMap(([key, { subject, own }]) => {
      const same = other.held.get(key)?.own;
      const bounds = [...own].flatMap(([content, list]) => (same?.has(content) === true ? [] : list));
      if (bounds.length === 0) return [];
      const rules = bounds.flatMap((bound) => one.authorizer.rulesOf(bound));
      const held = other.authorizer.held(requesterOf(subject));
      const counting = held.filter(couldCover(rules));
      const found = alike.once(rules, counting, () => beyond(rules, counting, one.authorizer, budget));
      return found.map((rights) => ({
        subject,
        ...rights,
        except: exceptionsToo && isWide(rights) ? exceptions(rights, held) : [],
      }));
    });
}

/** What of the rules is not held. */
function beyond(
  rules: readonly HeldRule[],
  held: readonly HeldRule[],
  authorizer: Authorizer,
  budget: Allowance,
): readonly HeldRights[] {
  const known = knowledgeOf(held, budget);
  const found = new Map<string, { readonly right: Right; readonly via: Set<HeldRule> }>();
  const whole: HeldRights[] = [];
  for (const one of rules) {
    if (!spend(one.rule, budget)) {
      if (!held.some((other) => sameRule(one, other))) whole.push(asItStands(one));
      continue;
    }
    for (const right of rightsOf(one.rule, one.namespace)) {
      if (!meansSomething(right, authorizer) || known.holds(right)) continue;
      const key = rightKey(right);
      const entry = found.get(key);
      if (entry === undefined) found.set(key, { right, via: new Set([one]) });
      else entry.via.add(one);
    }
  }
  const all = new RightSet([...found.values()].map(({ right }) => right));
  return [...inFewWords([...found.values()].filter(({ right }) => !all.holds(right, true))), ...whole];
}

/** Tells which held rules may give something of some rules at all. */
function couldCover(wanted: readonly HeldRule[]): (held: HeldRule) => boolean {
  const verbs = new Set(wanted.flatMap(({ rule }) => [...rule.verbs, '*']));
  const resources = new Set(
    wanted.flatMap(({ rule }) => [...rule.resources, ...rule.resources.flatMap(overSubresource), '*']),
  );
  const places = new Set(wanted.map(({ namespace }) => namespace));
  const paths = wanted.some(({ rule }) => rule.nonResourceURLs.length > 0);
  return ({ rule, namespace }) =>
    (namespace === null || places.has(namespace)) &&
    rule.verbs.some((verb) => verbs.has(verb)) &&
    (rule.resources.some((resource) => resources.has(resource)) ||
      (paths && rule.nonResourceURLs.length > 0));
}

/** The wildcard over all kinds with the same subresource. */
function overSubresource(resource: string): readonly string[] {
  const slash = resource.indexOf('/');
  return slash === -1 ? [] : [`*${resource.slice(slash)}`];
}

function knowledgeOf(
  held: readonly HeldRule[],
  budget: Allowance,
): { readonly holds: (right: Right) => boolean } {
  const wholes: HeldRule[] = [];
  const set = new RightSet(
    held.flatMap((one) => {
      if (spend(one.rule, budget)) return rightsOf(one.rule, one.namespace);
      wholes.push(one);
      return [];
    }),
  );
  return {
    holds: (right) => set.holds(right) || wholes.some((one) => ruleHolds(one, right)),
  };
}

function spend(rule: PolicyRule, budget: Allowance): boolean {
  const size = sizeOf(rule);
  if (size > budget.ofRule || size > budget.left) return false;
  budget.left -= size;
  return true;
}

function sameRule(one: HeldRule, other: HeldRule): boolean {
  return (
    (other.namespace === null || one.namespace === other.namespace) &&
    canonical(one.rule) === canonical(other.rule)
  );
}

/** For rules that are not spelled out. Paths of theirs are left to the exceptions. */
function ruleHolds({ rule, namespace }: HeldRule, right: Right): boolean {
  const { verb, group, resource, name } = right;
  if (right.path !== undefined) return false;
  const single = rightsOfLists(
    [verb],
    [group],
    [resource],
    name === undefined ? [] : [name],
    [],
    right.namespace,
  );
  const found = part(single, rule, namespace);
  return found !== undefined && JSON.stringify(found) === JSON.stringify(single);
}

function asItStands(one: HeldRule): HeldRights {
  const { verbs, apiGroups, resources, resourceNames, nonResourceURLs } = one.rule;
  const paths = one.namespace === null ? nonResourceURLs : [];
  return { ...rightsOfLists(verbs, apiGroups, resources, resourceNames, paths, one.namespace), via: [one] };
}

/** False for what no request can use where it is bound: paths and kinds of cluster scope in a namespace, and `resource/*`. */
function meansSomething({ group, resource, path, namespace }: Right, { cluster }: Authorizer): boolean {
  if (path !== undefined) return namespace === null;
  if (resource.endsWith('/*')) return false;
  const [plural = ''] = resource.split('/');
  if (namespace === null || plural === '*' || group === '*') return true;
  if (group === '' && plural === 'namespaces') return true;
  return isClusterScoped(group, plural, cluster.customResources) !== true;
}

/** More than these are not told of one grant, which then says more than it gives. */
const MOST_EXCEPTIONS = 10_000;

function exceptions(rights: Rights, held: readonly HeldRule[]): readonly Rights[] {
  const found = new Map<string, Rights>();
  for (const { rule, namespace } of held) {
    const one = part(rights, rule, namespace);
    if (one === undefined) continue;
    found.set(JSON.stringify(one), one);
    if (found.size >= MOST_EXCEPTIONS) break;
  }
  return [...found.values()];
}
