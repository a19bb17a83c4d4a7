import type { HostileCase, Room } from '../support/case.ts';
import { BINDING, put } from '../support/repository.ts';

/** A folder of these files, beside a binding that is read in any case. */
function folder(
  name: string,
  files: (room: Room) => Readonly<Record<string, string>>,
  says: HostileCase['says'],
  hides: readonly string[] = [],
): HostileCase {
  return {
    name,
    exit: [0, 1],
    heavy: HEAVY.some((word) => name.includes(word)),
    says,
    hides,
    make(room) {
      put(room.judged, 'apart/rbac.yaml', BINDING);
      for (const [path, content] of Object.entries(files(room))) put(room.judged, path, content);
      return { path: room.judged };
    },
  };
}

/** Words in the names of those that weigh. */
const HEAVY = ['3,000', 'each of', 'enormous', 'hundred'];
const SECRET = 'outside-and-secret';

export const KUSTOMIZE_CASES: readonly HostileCase[] = [
  folder(
    'a kustomization that includes itself through another',
    () => ({
      'start/kustomization.yaml': 'resources: [../a]\n',
      'a/kustomization.yaml': 'resources: [../b, rbac.yaml]\n',
      'a/rbac.yaml': BINDING,
      'b/kustomization.yaml': 'resources: [../a]\n',
    }),
    ['in a circle'],
  ),
  folder(
    'two kustomizations that include only each other',
    () => ({
      'a/kustomization.yaml': 'resources: [../b, rbac.yaml]\n',
      'a/rbac.yaml': BINDING.replace('ann-rules', 'hidden-in-a-cycle'),
      'b/kustomization.yaml': 'resources: [../a]\n',
    }),
    ['in a circle'],
  ),
  folder(
    'resources outside the repository',
    (room) => {
      put(room.aside, 'secret.yaml', BINDING.replace('name: ann}', `name: ${SECRET}}`));
      return { 'kustomization.yaml': `resources: [../aside/secret.yaml, ${room.aside}/secret.yaml]\n` };
    },
    ['kustomization.yaml'],
    [`"name": "${SECRET}"`],
  ),
  folder(
    'remote bases',
    (room) => ({
      'kustomization.yaml': `resources:\n- http://${room.listener}/base\n- git::http://${room.listener}/x.git//deploy?ref=main\n- ext::sh -c "${room.bait}"\n`,
    }),
    ['kustomization.yaml', 'fetched from elsewhere'],
  ),
  folder(
    'a chart, a generator and a function to run',
    (room) => ({
      'kustomization.yaml': `helmCharts:\n- name: x\n  repo: http://${room.listener}/charts\ngenerators: [gen.yaml]\ntransformers: [gen.yaml]\n`,
      'gen.yaml': `apiVersion: v1\nkind: Run\nmetadata:\n  name: g\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: "${room.bait}"}\n`,
    }),
    ['kustomization.yaml'],
  ),
  folder(
    'a chain of 3,000 kustomizations',
    () =>
      Object.fromEntries(
        Array.from({ length: 3_000 }, (_, at) => [
          `k/${at}/kustomization.yaml`,
          at === 2_999 ? 'resources: [rbac.yaml]\n' : `resources: [../${at + 1}]\n`,
        ]),
      ),
    ['k/'],
  ),
  folder(
    'each of 40 kustomizations including the next one twice',
    () =>
      Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [
          `k/${at}/kustomization.yaml`,
          at === 39
            ? 'resources: [rbac.yaml]\n'
            : `namePrefix: a-\nresources: [../${at + 1}, ../${at + 1}/../${at + 1}]\n`,
        ]).concat([['k/39/rbac.yaml', BINDING]]),
      ),
    ['k/'],
  ),
  folder(
    'each of 25 kustomizations including the next one from two places',
    () =>
      Object.fromEntries(
        Array.from({ length: 25 }, (_, at) => [
          [`k/${at}/kustomization.yaml`, 'resources: [left, right]\n'],
          ...['left', 'right'].map((side) => [
            `k/${at}/${side}/kustomization.yaml`,
            at === 24
              ? `namePrefix: ${side}-\nresources: [../../rbac.yaml]\n`
              : `nameSuffix: -${side}\nresources: [../../${at + 1}]\n`,
          ]),
        ])
          .flat()
          .concat([['k/rbac.yaml', BINDING]]) as [string, string][],
      ),
    ['k/'],
  ),
  folder(
    'an enormous patch',
    () => ({
      'kustomization.yaml': 'resources: [rbac.yaml]\npatches: [{path: patch.yaml}]\n',
      'rbac.yaml': BINDING,
      'patch.yaml': `${BINDING.replace(/subjects.*\n/, '')}subjects:\n${'- {kind: User, name: x}\n'.repeat(50_000)}`,
    }),
    ['patch.yaml'],
  ),
  folder(
    'a hundred patches of a thousand operations',
    () => ({
      'kustomization.yaml': `resources: [rbac.yaml]\npatches:\n${Array.from({ length: 100 }, () => '- {path: patch.yaml, target: {kind: ClusterRoleBinding}}\n').join('')}`,
      'rbac.yaml': BINDING,
      'patch.yaml': '- {op: add, path: /subjects/-, value: {kind: User, name: x}}\n'.repeat(1_000),
    }),
    ['kustomization.yaml'],
  ),
  folder(
    'regular expressions that explode',
    () => ({
      'kustomization.yaml': `resources: [rbac.yaml]
patches:
- target: {name: "(a+)+(a+)+(a+)+$"}
  patch: '[{op: remove, path: /subjects}]'
replacements:
- source: {kind: ClusterRoleBinding, fieldPath: metadata.name}
  targets: [{select: {name: "(.*a){30}x"}, fieldPaths: [roleRef.name]}]
`,
      'rbac.yaml': BINDING.replace('ann-rules', 'a'.repeat(60)),
    }),
    ['kustomization.yaml'],
  ),
  folder(
    'a replacement that goes nowhere sensible',
    () => ({
      'kustomization.yaml': `resources: [rbac.yaml]
replacements:
- source: {kind: ClusterRoleBinding, fieldPath: metadata.__proto__.polluted}
  targets: [{select: {kind: ClusterRoleBinding}, fieldPaths: ["subjects.*.constructor", "[${'['.repeat(500)}"], options: {create: true, index: 1e308}}]
`,
      'rbac.yaml': BINDING,
    }),
    ['kustomization.yaml'],
  ),
];
