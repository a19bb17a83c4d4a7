import { array, assert, asyncProperty, constantFrom, option, record, subarray } from 'fast-check';
import { expect, test } from 'vitest';
import { liveObject } from '../../formats/kubernetes/live.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { Authorizer } from '../../stages/5-cluster/authorizer.ts';
import { requesterOf } from '../../stages/5-cluster/match.ts';
import { rbacMeaning } from '../../stages/5-cluster/meaning.ts';
import { readCluster } from '../../stages/5-cluster/read.ts';
import { asks, binding, role, world } from './fixtures/world.ts';

const USERS = ['ann', 'bob'];
const VERBS = ['get', 'delete'];
const LABELS = ['rbac.authorization.k8s.io/aggregate-to-x', 'acme.example/to-x'];

const labels = subarray(LABELS).map((keys) => Object.fromEntries(keys.map((key) => [key, 'true'])));
const roles = record({
  verbs: subarray(VERBS),
  labels,
  gathers: option(constantFrom(...LABELS), { nil: undefined }),
});
const bindings = record({ to: constantFrom('x', 'y', 'z'), users: subarray(USERS) });

interface RoleParts {
  readonly verbs: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly gathers: string | undefined;
}

function roleOf(name: string, { verbs, labels: own, gathers }: RoleParts): KubernetesObject {
  const selector = { clusterRoleSelectors: [{ matchLabels: { [gathers ?? '']: 'true' } }] };
  return role(name, verbs, { labels: own }, gathers === undefined ? {} : { aggregationRule: selector });
}

/** As its controller leaves a role behind; that is what a request meets. */
function settled(object: KubernetesObject, all: readonly KubernetesObject[]): KubernetesObject {
  if (object['aggregationRule'] === undefined) return object;
  const trees = all.flatMap((one) => liveObject(one, 'x') ?? []);
  const gathered = new Authorizer(readCluster('c', trees)).clusterRole(object.metadata.name)?.rules ?? [];
  return { ...object, rules: gathered.map((one) => ({ ...one, at: undefined })) };
}

/** Who may do what to pods, in a cluster of these objects. */
function rightsIn(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  const trees = objects.flatMap((one) => liveObject(one, 'x') ?? []);
  const authorizer = new Authorizer(readCluster('c', trees));
  return new Set(
    USERS.flatMap((user) =>
      VERBS.filter(
        (verb) =>
          authorizer.allows(requesterOf({ kind: 'User', name: user }), {
            verb,
            apiGroup: '',
            resource: 'pods',
            name: '',
            namespace: '',
          }) !== undefined,
      ).map((verb) => `${user} ${verb}`),
    ),
  );
}

function meaningOf(object: KubernetesObject): string | undefined {
  const tree = liveObject(object, 'x');
  return tree === undefined ? undefined : rbacMeaning(tree);
}

/** The authorizer itself says what an object gives, among others that are live. */
test('nothing gets through that gives somebody what neither the cluster nor Git gives', async () => {
  const answers = { allowed: 0, refused: 0, given: 0 };
  await assert(
    asyncProperty(
      record({ x: roles, y: roles, z: roles, bound: array(bindings, { maxLength: 3 }) }),
      constantFrom<'role' | 'binding'>('role', 'binding'),
      option(roles, { nil: undefined }),
      option(roles, { nil: undefined }),
      roles,
      option(bindings, { nil: undefined }),
      option(bindings, { nil: undefined }),
      bindings,
      async ({ y, z, bound }, kind, oldRole, gitRole, newRole, oldBinding, gitBinding, newBinding) => {
        const others: KubernetesObject[] = [
          roleOf('y', y),
          roleOf('z', z),
          ...bound.map(({ to, users }, index) => binding(`other-${index}`, to, users)),
        ];
        const bindingOf = ({ to, users }: typeof newBinding): KubernetesObject => binding('b', to, users);
        const [written, git, after] =
          kind === 'role'
            ? [oldRole && roleOf('x', oldRole), gitRole && roleOf('x', gitRole), roleOf('x', newRole)]
            : [
                oldBinding && bindingOf(oldBinding),
                gitBinding && bindingOf(gitBinding),
                bindingOf(newBinding),
              ];
        const all = written === undefined ? others : [...others, written];
        const [before, ...rest] = [written, ...others].map((one) => one && settled(one, all));
        others.splice(0, others.length, ...rest.flatMap((one) => one ?? []));
        const one = world();
        one.has(...others, ...(before === undefined ? [] : [before]));
        if (git !== undefined) one.git.objects.push(git);
        const { allowed } = await one.ask(asks(after, before));
        answers[allowed ? 'allowed' : 'refused'] += 1;
        if (!allowed) return;
        const now = rightsIn([...others, after]);
        const explained = git !== undefined && meaningOf(git) === meaningOf(after);
        const had = rightsIn(before === undefined ? others : [...others, before]);
        const given = git === undefined ? had : new Set([...had, ...rightsIn([...others, git])]);
        if (explained && now.size > had.size) answers.given += 1;
        for (const right of now) expect([...given]).toContain(right);
      },
    ),
    { numRuns: 1_500 },
  );
  expect(answers.allowed).toBeGreaterThan(100);
  expect(answers.refused).toBeGreaterThan(100);
  // About one run in a hundred is such a case.
  expect(answers.given).toBeGreaterThan(0);
}, 60_000);
