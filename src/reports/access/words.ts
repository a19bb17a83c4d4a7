import type { AccessChange, EscalationChange, QuorumSide, Rights } from '../../model/access-diff.ts';
import type { RbacSubject } from '../../model/rbac.ts';
import { count, joinWithAnd } from '../people.ts';
import { EFFECT_WORDS } from '../sentence.ts';

/** `group devs (14 people)`. */
export function whoGains({ subject, people }: Pick<AccessChange, 'subject' | 'people'>): string {
  const named = subjectWords(subject);
  if (subject.kind !== 'Group' || people === undefined) return named;
  return `${named} (${count(people.length, 'person', 'people')})`;
}

export function subjectWords({ kind, name, namespace }: RbacSubject): string {
  switch (kind) {
    case 'User':
      return `user ${name}`;
    case 'Group':
      return EVERYBODY[name] ?? `group ${name}`;
    case 'ServiceAccount':
      return `service account ${namespace ?? ''}/${name}`;
  }
}

const EVERYBODY: Readonly<Record<string, string>> = {
  'system:authenticated': 'everybody who can sign in (group system:authenticated)',
  'system:unauthenticated': 'anybody, without signing in (group system:unauthenticated)',
  'system:serviceaccounts': 'every service account (group system:serviceaccounts)',
};

/** What is said of whoever may do everything there is. */
export const EVERYTHING = 'do everything';

/** `read secrets and pods`: what rights let one do, in plain words. Where they count is not said. */
export function rightsWords(rights: Rights & { readonly things?: readonly string[] }): string {
  const { verbs, groups, resources, names, nonResourceURLs, things = thingsOf(rights) } = rights;
  if ([verbs, groups, resources].every((list) => list.includes('*')) && names === undefined)
    return EVERYTHING;
  const what = [...things, ...(nonResourceURLs ?? []).map((url) => `the path ${url}`)];
  const only = names === undefined ? '' : ` named ${listed(names)}`;
  return `${verbWords(verbs)} ${listed([...new Set(what)].sort(notableFirst))}${only}`;
}

/** `secrets`, `deployments.apps`: the kinds of objects that rights are about. */
export function thingsOf({ resources, groups }: Pick<Rights, 'resources' | 'groups'>): readonly string[] {
  const all = groups.includes('*') ? ['*'] : groups;
  return resources.flatMap((resource) => all.map((group) => thing(resource, group)));
}

function thing(resource: string, group: string): string {
  if (resource === '*')
    return group === '*' ? 'everything' : `everything of ${group === '' ? 'the core group' : group}`;
  if (group === '*') return `${resource} of every group`;
  return PLAIN_GROUPS.has(group) ? resource : `${resource}.${group}`;
}

/** Groups of Kubernetes' own whose kinds everybody knows by their bare names. */
const PLAIN_GROUPS: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'rbac.authorization.k8s.io',
  'networking.k8s.io',
]);

/** What a reader must not miss where a list is cut. */
const NOTABLE: readonly string[] = [
  'everything',
  'secrets',
  'serviceaccounts/token',
  'clusterrolebindings',
  'clusterroles',
  'rolebindings',
  'roles',
  'users',
  'groups',
  'serviceaccounts',
  'pods/exec',
  'pods/attach',
  'pods/ephemeralcontainers',
  'nodes/proxy',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'customresourcedefinitions',
  'pods',
  'deployments',
  'daemonsets',
  'statefulsets',
  'jobs',
  'cronjobs',
];

function notableFirst(one: string, other: string): number {
  return notability(one) - notability(other);
}

function notability(what: string): number {
  const at = NOTABLE.indexOf(what.split(/[. ]/, 1)[0] ?? '');
  return at === -1 ? NOTABLE.length : at;
}

const MOST_NAMED = 5;

function listed(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return joinWithAnd(names);
  return `${names.slice(0, MOST_NAMED - 1).join(', ')} and ${names.length - MOST_NAMED + 1} more`;
}

/** Verbs as people say them; where one word would say more than is given, the verbs themselves. */
function verbWords(verbs: readonly string[]): string {
  if (verbs.includes('*')) return 'do anything with';
  const rest = new Set(verbs);
  const take = (word: string, ...all: readonly string[]): readonly string[] => {
    if (!all.every((verb) => rest.has(verb))) return [];
    for (const verb of all) rest.delete(verb);
    return [word];
  };
  const words = [
    ...take('read', 'get', 'list', 'watch'),
    ...take('read', 'get', 'list'),
    ...take('create', 'create'),
    ...take('change', 'update', 'patch'),
    ...take('delete', 'delete', 'deletecollection'),
  ];
  return joinWithAnd([...words, ...rest]);
}

/** `but for what was held before`: how much of a grant is not new. */
export function exceptWords(except: readonly Rights[] | undefined, side: 'gained' | 'lost'): string {
  const [first, ...more] = except ?? [];
  if (first === undefined) return '';
  const held = side === 'gained' ? 'could before' : 'still can';
  const others = more.length === 0 ? '' : `, and ${count(more.length, 'thing')} more`;
  const where = first.namespace === null ? '' : ` in namespace ${first.namespace}`;
  return ` (${held}: ${rightsWords(first)}${where}${others})`;
}

/** `reach cluster-admin: Bind a ClusterRole to oneself`. */
export function wayWords({ primitive, title, to }: EscalationChange): string {
  return `${title.charAt(0).toLowerCase()}${title.slice(1)} → ${to} (${primitive})`;
}

export function subjectsAmong(changes: readonly { readonly subject: RbacSubject }[]): number {
  return new Set(changes.map(({ subject }) => JSON.stringify(subject))).size;
}

/** `production, delivery, what runs: 2 → 1`, of those that differ. */
export function quorumChanges(
  before: readonly QuorumSide[],
  after: readonly QuorumSide[],
): readonly { readonly what: string; readonly was: string; readonly is: string; readonly weaker: boolean }[] {
  const keyOf = ({ target, route, effect }: QuorumSide): string => JSON.stringify([target, route, effect]);
  const old = new Map(before.map((one) => [keyOf(one), one]));
  const keys = new Set([...before, ...after].map(keyOf));
  const current = new Map(after.map((one) => [keyOf(one), one]));
  return [...keys].flatMap((key) => {
    const [was, is] = [old.get(key), current.get(key)];
    const one = is ?? was;
    if (one === undefined || numbers(was) === numbers(is)) return [];
    const what = `${one.target}, ${one.route}, ${EFFECT_WORDS[one.effect]}`;
    return { what, was: numbers(was), is: numbers(is), weaker: highest(is) < highest(was) };
  });
}

function numbers(one: QuorumSide | undefined): string {
  if (one === undefined) return 'none';
  if (one.atMost === null) return one.atLeast === 0 ? '?' : `≥ ${one.atLeast}`;
  return one.atLeast === one.atMost ? String(one.atMost) : `${one.atLeast}–${one.atMost}`;
}

function highest(one: QuorumSide | undefined): number {
  return one?.atMost ?? Number.POSITIVE_INFINITY;
}
