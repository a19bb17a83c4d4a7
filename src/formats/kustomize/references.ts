import { child, entry, isNull, itemsOf, textOf } from '../yaml/access.ts';
import { sequenceLike, textLike, withEntry } from '../yaml/derived.ts';
import type { MappingNode, YamlNode } from '../yaml/tree.ts';
import { Unrenderable } from './problem.ts';
import { effectiveNamespace, idOf, originalId, type Resource } from './resource.ts';
import { isClusterScoped } from './scope.ts';

/** A field of one kind of object that names objects of another: kustomize's `nameReference`, as far as identity and access go. */
interface NameReference {
  readonly target: string;
  readonly targetGroup: string;
  readonly referrer: string;
  readonly path: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';

function reference(target: string, targetGroup: string, referrer: string, path: string): NameReference {
  return { target, targetGroup, referrer, path: path.split('.') };
}

/** In the order kustomize applies them. */
const NAME_REFERENCES: readonly NameReference[] = [
  reference('ConfigMap', '', 'Role', 'rules.resourceNames'),
  reference('ConfigMap', '', 'ClusterRole', 'rules.resourceNames'),
  reference('Secret', '', 'Role', 'rules.resourceNames'),
  reference('Secret', '', 'ClusterRole', 'rules.resourceNames'),
  reference('Secret', '', 'ServiceAccount', 'imagePullSecrets.name'),
  reference('Role', RBAC, 'RoleBinding', 'roleRef.name'),
  reference('ClusterRole', RBAC, 'RoleBinding', 'roleRef.name'),
  reference('ClusterRole', RBAC, 'ClusterRoleBinding', 'roleRef.name'),
  reference('ServiceAccount', '', 'RoleBinding', 'subjects'),
  reference('ServiceAccount', '', 'ClusterRoleBinding', 'subjects'),
  reference('ServiceAccount', '', 'Pod', 'spec.serviceAccountName'),
  ...['StatefulSet', 'Deployment', 'ReplicationController', 'Job', 'DaemonSet'].map((kind) =>
    reference('ServiceAccount', '', kind, 'spec.template.spec.serviceAccountName'),
  ),
  reference('ServiceAccount', '', 'CronJob', 'spec.jobTemplate.spec.template.spec.serviceAccountName'),
  reference('PersistentVolume', '', 'ClusterRole', 'rules.resourceNames'),
  reference(
    'ValidatingAdmissionPolicy',
    'admissionregistration.k8s.io',
    'ValidatingAdmissionPolicyBinding',
    'spec.policyName',
  ),
];

/** Kinds that objects of the given kinds refer to by names that kustomize may change. */
export function referencedKinds(kinds: Iterable<string>): ReadonlySet<string> {
  const referrers = new Set(kinds);
  return new Set(NAME_REFERENCES.filter((one) => referrers.has(one.referrer)).map((one) => one.target));
}

export interface Candidate {
  readonly resource: Resource;
  /** kustomize will append a hash of the content that is not computed here. */
  readonly hashed: boolean;
}

/** Rewrites the names by which a resource refers to others that were renamed; throws where kustomize finds no single answer. */
export function fixReferences(resource: Resource, candidates: readonly Candidate[]): Resource {
  const { kind } = idOf(resource.root);
  const original = originalId(resource).kind;
  let root = resource.root;
  for (const one of NAME_REFERENCES) {
    if (one.referrer !== kind && one.referrer !== original) continue;
    const found = child(root, one.path[0] ?? '');
    if (found === undefined) continue;
    const targets = targetsOf(candidates, one);
    if (targets === undefined) continue;
    const current = { ...resource, root };
    const changed = rewrite(root, one.path, (node) => renamed(node, one, current, targets));
    if (changed.kind === 'mapping') root = changed;
  }
  return root === resource.root ? resource : { ...resource, root };
}

/** Candidates of one kind, to be looked up: every object of a large build refers to some. */
class Targets {
  /** By each name that they ever had. */
  readonly #named = new Map<string, Candidate[]>();
  /** By the namespace that they were written with. */
  readonly #from = new Map<string, Candidate[]>();

  add(candidate: Candidate): void {
    const { resource } = candidate;
    for (const name of new Set(resource.previous.map((id) => id.name))) put(this.#named, name, candidate);
    put(this.#from, originalId(resource).namespace, candidate);
  }

  named(name: string, referrer: Resource): readonly Candidate[] {
    return (this.#named.get(name) ?? []).filter(({ resource }) => mayRefer(referrer, resource));
  }

  /** Was any that may be referred to written in this namespace? */
  isFrom(namespace: string, referrer: Resource): boolean {
    return this.#from.get(namespace)?.some(({ resource }) => mayRefer(referrer, resource)) === true;
  }
}

function put(map: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [candidate]);
  else list.push(candidate);
}

/** Candidates of a build are the same for each of its objects. */
const indexed = new WeakMap<readonly Candidate[], ReadonlyMap<string, Targets>>();

function targetsOf(candidates: readonly Candidate[], one: NameReference): Targets | undefined {
  const known = indexed.get(candidates) ?? index(candidates);
  indexed.set(candidates, known);
  return known.get(`${one.targetGroup}/${one.target}`);
}

function index(candidates: readonly Candidate[]): ReadonlyMap<string, Targets> {
  const found = new Map<string, Targets>();
  for (const candidate of candidates) {
    const { group } = idOf(candidate.resource.root);
    for (const kind of new Set(candidate.resource.previous.map((id) => id.kind))) {
      const key = `${group}/${kind}`;
      const targets = found.get(key) ?? new Targets();
      found.set(key, targets);
      targets.add(candidate);
    }
  }
  return found;
}

/** Follows a path, into every item of the sequences on it. */
function rewrite(node: YamlNode, path: readonly string[], change: (node: YamlNode) => YamlNode): YamlNode {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (node.kind !== 'sequence') return change(node);
    return mapItems(node, change);
  }
  if (node.kind === 'sequence') return mapItems(node, (item) => rewrite(item, path, change));
  const value = child(node, key);
  if (node.kind !== 'mapping' || value === undefined || isNull(value)) return node;
  const changed = rewrite(value, rest, change);
  return changed === value ? node : withEntry(node, key, changed);
}

function mapItems(node: YamlNode, change: (node: YamlNode) => YamlNode): YamlNode {
  const items = itemsOf(node).map(change);
  return items.every((item, at) => item === itemsOf(node)[at]) ? node : sequenceLike(items, node);
}

function renamed(node: YamlNode, one: NameReference, referrer: Resource, targets: Targets): YamlNode {
  if (node.kind === 'mapping') return renamedMapping(node, one, referrer, targets);
  const name = textOf(node);
  const referral =
    name === undefined ? undefined : select(name, node, one, referrer, targets.named(name, referrer), false);
  const current = referral === undefined ? name : idOf(referral.root).name;
  return current === undefined || current === name ? node : textLike(current, node);
}

/** A subject: name and namespace are both taken from the account it names. */
function renamedMapping(
  node: MappingNode,
  one: NameReference,
  referrer: Resource,
  targets: Targets,
): YamlNode {
  const name = textOf(child(node, 'name'));
  if (name === undefined) return node;
  const written = entry(node, 'namespace');
  const referral = select(
    name,
    node,
    one,
    referrer,
    inNamespace(name, referrer, targets, written === undefined ? undefined : textOf(written.value)),
    true,
  );
  if (referral === undefined) return node;
  const id = idOf(referral.root);
  if (id.name === name && id.namespace === '') return node;
  const withName =
    id.name === name ? node : withEntry(node, 'name', textLike(id.name, child(node, 'name') ?? node));
  if (id.namespace === '' || textOf(written?.value) === id.namespace) return withName;
  return withEntry(
    withName,
    'namespace',
    textLike(id.namespace, child(referral.root, 'metadata', 'namespace') ?? node),
  );
}

/** By the namespace the candidates were written with, else by the one they have now. */
function inNamespace(
  name: string,
  referrer: Resource,
  targets: Targets,
  namespace: string | undefined,
): readonly Candidate[] {
  const candidates = targets.named(name, referrer);
  if (namespace === undefined) return candidates;
  return targets.isFrom(namespace, referrer)
    ? candidates.filter(({ resource }) => originalId(resource).namespace === namespace)
    : candidates.filter(({ resource }) => effectiveNamespace(idOf(resource.root)) === namespace);
}

function select(
  name: string,
  node: YamlNode,
  one: NameReference,
  referrer: Resource,
  candidates: readonly Candidate[],
  wholeIdentity: boolean,
): Resource | undefined {
  const wanted = one.path[0] === 'roleRef' ? textOf(child(referrer.root, 'roleRef', 'kind')) : undefined;
  const group = textOf(child(referrer.root, 'roleRef', 'apiGroup'));
  let left = candidates.filter(({ resource }) => {
    if (wanted === undefined || group === undefined) return true;
    return idOf(resource.root).group === group && resource.previous.some((id) => id.kind === wanted);
  });
  left = left.filter(({ resource }) => sameNamespace(referrer, resource));
  if (left.length > 1) left = left.filter(({ resource }) => sameAffixes(referrer, resource, true));
  if (left.length > 1) left = left.filter(({ resource }) => sameAffixes(referrer, resource, false));
  const [first] = left;
  if (first === undefined) return undefined;
  const answers = new Set(left.map(({ resource }) => nameKey(resource, wholeIdentity)));
  if (answers.size > 1)
    throw new Unrenderable(`"${name}" may stand for several objects that were renamed differently`, node.at);
  if (first.hashed)
    throw new Unrenderable(`"${name}" names a generated object, whose name ends in a hash`, node.at);
  return first.resource;
}

function nameKey(resource: Resource, wholeIdentity: boolean): string {
  const id = idOf(resource.root);
  return wholeIdentity ? JSON.stringify([id.name, id.namespace]) : id.name;
}

function mayRefer(referrer: Resource, target: Resource): boolean {
  const from = idOf(referrer.root);
  const to = idOf(target.root);
  if (isClusterScoped(from.group, from.kind) || isClusterScoped(to.group, to.kind)) return true;
  if (effectiveNamespace(from) === effectiveNamespace(to)) return true;
  if (from.kind !== 'RoleBinding') return false;
  return itemsOf(child(referrer.root, 'subjects')).some(
    (subject) =>
      textOf(child(subject, 'kind')) === 'ServiceAccount' &&
      textOf(child(subject, 'namespace')) === to.namespace,
  );
}

function sameNamespace(referrer: Resource, target: Resource): boolean {
  const from = idOf(referrer.root);
  const to = idOf(target.root);
  if (isClusterScoped(from.group, from.kind) || isClusterScoped(to.group, to.kind)) return true;
  return to.kind === 'ServiceAccount' || effectiveNamespace(from) === effectiveNamespace(to);
}

function sameAffixes(left: Resource, right: Resource, emptyMatches: boolean): boolean {
  return (
    sameEnding(left.prefixes, right.prefixes, emptyMatches) &&
    sameEnding(left.suffixes, right.suffixes, emptyMatches)
  );
}

function sameEnding(left: readonly string[], right: readonly string[], emptyMatches: boolean): boolean {
  const [short, long] = left.length > right.length ? [right, left] : [left, right];
  if (short.length === 0) return emptyMatches || long.length === 0;
  return short.every((one, at) => one === long[long.length - short.length + at]);
}
