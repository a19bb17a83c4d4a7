import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rbacMeaning } from '../meaning.ts';
import { cluster, judge, object, RELEASE, refTo, words } from './fixtures/cluster.ts';
import { anyCluster, anyObject, nameOfWritten } from './fixtures/random.ts';
import { type Drift, judgeDifference } from './judge.ts';
import { isItsMeaning } from './opt-outs.ts';

const PODS = "{apiGroups: [''], resources: [pods], verbs: [get, list]}";
const SECRETS = "{apiGroups: [''], resources: [secrets], verbs: [get]}";
const READER = `Role shop/reader rules: [${PODS}]`;
const REF = 'roleRef: {kind: Role, name: reader}';
const DEVS = '{kind: Group, name: devs}';
const READERS = `RoleBinding shop/readers ${REF}, subjects: [${DEVS}]`;
const ROOT = 'ClusterRoleBinding root roleRef: {kind: ClusterRole, name: cluster-admin}';
const ADMIN = "ClusterRole cluster-admin rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]";
const EDIT =
  "ClusterRole edit aggregationRule: {clusterRoleSelectors: [{matchLabels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}}]}";
const EDITORS = `RoleBinding shop/editors roleRef: {kind: ClusterRole, name: edit}, subjects: [${DEVS}]`;

describe('what is quiet', () => {
  test.each([
    ['nothing anywhere', undefined, undefined, 'same'],
    [
      'what the API server fills in',
      `RoleBinding shop/readers roleRef: {kind: Role, name: reader, apiGroup: rbac.authorization.k8s.io}, subjects: [{kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io}]`,
      READERS,
      'same',
    ],
    [
      'a namespace that is left empty',
      `RoleBinding shop/b ${REF}, subjects: [{kind: ServiceAccount, name: bot}]`,
      `RoleBinding shop/b ${REF}, subjects: [{kind: ServiceAccount, name: bot, namespace: shop}]`,
      'same',
    ],
    ['no rules, written in two ways', 'Role shop/reader rules: null', 'Role shop/reader rules: []', 'same'],
    [
      'an order of verbs',
      "Role shop/reader rules: [{apiGroups: [''], resources: [pods], verbs: [list, get]}]",
      READER,
      'cosmetic',
    ],
    [
      'an order of rules',
      `Role shop/reader rules: [${PODS}, ${SECRETS}]`,
      `Role shop/reader rules: [${SECRETS}, ${PODS}]`,
      'cosmetic',
    ],
    [
      'what others keep about it',
      `Role shop/reader {uid: u, resourceVersion: '7', generation: 2, creationTimestamp: '2026-11-20T00:00:00Z', managedFields: [{manager: helm}], labels: {app.kubernetes.io/instance: x, kustomize.toolkit.fluxcd.io/name: y, helm.sh/chart: z}, annotations: {argocd.argoproj.io/tracking-id: t, meta.helm.sh/release-name: r, objectset.rio.cattle.io/id: o, kubectl.kubernetes.io/last-applied-configuration: '{}'}} rules: [${PODS}]`,
      READER,
      'same',
    ],
    [
      'the rules of a role that gathers them',
      `${EDIT}, rules: [${PODS}]`,
      `${EDIT}, rules: []`,
      'aggregated',
      [
        "ClusterRole part {labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}} rules: [" +
          PODS +
          ']',
        EDITORS,
      ],
    ],
    ['a role that nobody is bound to', READER, undefined, 'no-effect'],
    [
      'the same under another name',
      `RoleBinding shop/others ${REF}, subjects: [${DEVS}]`,
      undefined,
      'no-effect',
      [READER, READERS],
    ],
    [
      'rules said otherwise',
      "Role shop/reader rules: [{apiGroups: [''], resources: [pods], verbs: [get]}, {apiGroups: [''], resources: [pods], verbs: [list]}]",
      READER,
      'no-effect',
      [READERS],
    ],
  ])('%s', (_, live, git, reason, others: readonly string[] = []) => {
    expect(words(judge(live, git, others))).toBe(`quiet ${reason}`);
  });

  test('an object of a namespace that goes, or is gone', () => {
    const gone = { before: READERS };
    const leaving = "Namespace shop {deletionTimestamp: '2026-11-20T00:00:00Z'}";
    expect(words(judge(undefined, READERS, [READER, leaving], gone))).toBe('quiet terminating');
    expect(words(judge(undefined, READERS, [READER, 'Namespace shop'], gone))).toBe('removed reduces');
  });

  test('what a policy knows, where it is by whom it says', () => {
    const known = [
      {
        kind: 'ClusterRoleBinding',
        namespace: '',
        name: 'ro*',
        reason: 'x',
        by: 'system:serviceaccount:olm:olm',
      },
    ];
    const live = `${ROOT}, subjects: [{kind: User, name: eve}]`;
    const by = (user: string, source: 'audit' | 'manager' = 'audit'): string =>
      words(judge(live, undefined, [ADMIN], { policy: { known }, writer: { source, user } }));
    expect(by('system:serviceaccount:olm:olm')).toBe('quiet controller');
    expect(by('system:serviceaccount:olm:olm', 'manager')).toBe('added unknown');
    expect(words(judge(live, undefined, [ADMIN], { policy: { known } }))).toBe('added unknown');
    expect(by('eve')).toBe('added grants');
    const writer = { source: 'audit', user: 'system:serviceaccount:olm:olm', impersonator: 'eve' } as const;
    expect(words(judge(live, undefined, [ADMIN], { policy: { known }, writer }))).toBe('added grants');
    const any = [{ kind: 'ClusterRoleBinding', namespace: '', name: 'root', reason: 'x' }];
    expect(words(judge(live, undefined, [ADMIN], { policy: { known: any } }))).toBe('quiet known');
  });

  test('what an agent has not applied yet', () => {
    const earlier = new Set(['']);
    expect(words(judge(undefined, READERS, [READER], { earlier }))).toBe('quiet rolling-out');
    expect(words(judge(undefined, READERS, [READER], { earlier, before: READERS }))).toBe('removed reduces');
  });

  test('a default as its release has it, and one that is not there yet', () => {
    const live = `${ROOT.replace('root', 'cluster-admin')}, subjects: [{kind: Group, name: 'system:masters'}]`;
    expect(words(judge(live, undefined, [ADMIN], { defaults: RELEASE }))).toBe('quiet default');
    const ref = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      name: 'cluster-admin',
    };
    expect(words(judge(undefined, undefined, [ADMIN], { defaults: RELEASE, ref }))).toBe('quiet default');
  });
});

describe('what is drift', () => {
  test.each([
    [
      'a binding of its own',
      `${ROOT}, subjects: [{kind: User, name: eve}]`,
      undefined,
      'added grants',
      [ADMIN],
    ],
    [
      'a subject more',
      `RoleBinding shop/readers ${REF}, subjects: [${DEVS}, {kind: User, name: eve}]`,
      READERS,
      'changed grants',
      [READER],
    ],
    ['a rule more', `Role shop/reader rules: [${PODS}, ${SECRETS}]`, READER, 'changed grants', [READERS]],
    [
      'a verb more',
      "Role shop/reader rules: [{apiGroups: [''], resources: [pods], verbs: [get, list, delete]}]",
      READER,
      'changed grants',
      [READERS],
    ],
    [
      'a name less',
      'Role shop/reader rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]',
      'Role shop/reader rules: [{apiGroups: [""], resources: [secrets], resourceNames: [x], verbs: [get]}]',
      'changed grants',
      [READERS],
    ],
    ['a subject less', `RoleBinding shop/readers ${REF}, subjects: []`, READERS, 'changed reduces', [READER]],
    [
      'another subject',
      `RoleBinding shop/readers ${REF}, subjects: [{kind: User, name: eve}]`,
      READERS,
      'changed mixed',
      [READER],
    ],
    [
      'a label by which a role is gathered',
      `ClusterRole part {labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}} rules: [${SECRETS}]`,
      `ClusterRole part rules: [${SECRETS}]`,
      'changed grants',
      [EDIT, EDITORS],
    ],
    [
      'a role that another one gathers',
      `ClusterRole part {labels: {rbac.authorization.k8s.io/aggregate-to-edit: 'true'}} rules: [${SECRETS}]`,
      undefined,
      'added grants',
      [EDIT, EDITORS],
    ],
    [
      'a label of a name of one’s own by which a role is gathered',
      `ClusterRole part {labels: {to: mine}} rules: [${SECRETS}]`,
      `ClusterRole part rules: [${SECRETS}]`,
      'changed grants',
      [
        'ClusterRole mine aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: mine}}]}',
        `RoleBinding shop/mine roleRef: {kind: ClusterRole, name: mine}, subjects: [${DEVS}]`,
      ],
    ],
    [
      'an aggregationRule on a plain role',
      `ClusterRole plain aggregationRule: {clusterRoleSelectors: [{}]}, rules: []`,
      'ClusterRole plain rules: []',
      'changed grants',
      [ADMIN, `ClusterRoleBinding plain roleRef: {kind: ClusterRole, name: plain}, subjects: [${DEVS}]`],
    ],
    [
      'rules of a role that gathers none',
      `${EDIT}, rules: [${SECRETS}]`,
      `${EDIT}, rules: []`,
      'changed grants',
      [EDITORS],
    ],
    ['an object that is gone', undefined, READERS, 'removed reduces', [READER]],
  ])('%s', (_, live, git, said, others: readonly string[]) => {
    expect(words(judge(live, git, others))).toBe(said);
  });

  test('another role under the same name of a binding, which no agent can give back', () => {
    const live = `RoleBinding shop/readers roleRef: {kind: ClusterRole, name: cluster-admin}, subjects: [${DEVS}]`;
    expect(judge(live, READERS, [READER, ADMIN])).toMatchObject({
      change: 'changed',
      replaced: true,
      delta: { effect: 'grants', danger: 'high', cutOff: [{ kind: 'Group', name: 'devs' }] },
    });
  });

  test('a subject more in a default binding', () => {
    const live = `${ROOT.replace('root', 'cluster-admin')}, subjects: [{kind: Group, name: 'system:masters'}, {kind: User, name: eve}]`;
    expect(judge(live, undefined, [ADMIN], { defaults: RELEASE })).toMatchObject({
      change: 'changed',
      delta: { effect: 'grants', danger: 'critical', gained: [{ subject: { kind: 'User', name: 'eve' } }] },
    });
  });

  test.each([
    ['kustomize.toolkit.fluxcd.io/reconcile: disabled'],
    ['kustomize.toolkit.fluxcd.io/ssa: Ignore'],
    ['kustomize.toolkit.fluxcd.io/ssa: IfNotPresent'],
    ['kustomize.toolkit.fluxcd.io/prune: disabled'],
    ['argocd.argoproj.io/compare-options: IgnoreExtraneous'],
    ['argocd.argoproj.io/sync-options: Prune=false'],
    ["rbac.authorization.kubernetes.io/autoupdate: 'false'"],
  ])('%s, where Git does not say so', (out) => {
    const live = `Role shop/reader {annotations: {${out}}} rules: [${PODS}]`;
    expect(judge(live, READER, [READERS])).toMatchObject({
      change: 'changed',
      delta: { effect: 'opt-out', danger: 'medium', optOuts: [out.replaceAll("'", '')] },
    });
    expect(words(judge(live, live, [READERS]))).toBe('quiet same');
  });

  test.each([
    'system:apiserver',
    'system:kube-controller-manager',
    'system:serviceaccount:kube-system:namespace-controller',
  ])('what is written in the name of %s, which others may take', (user) => {
    const writer = { source: 'admission', user } as const;
    const masters = "{kind: Group, name: 'system:masters'}";
    const own = ROOT.replace('root', 'cluster-admin');
    const live = `${own}, subjects: [${masters}, {kind: User, name: eve}]`;
    const around = { defaults: RELEASE, writer };
    expect(words(judge(live, undefined, [ADMIN], around))).toBe('changed grants');
    expect(words(judge(`${ROOT}, subjects: [{kind: User, name: eve}]`, undefined, [ADMIN], around))).toBe(
      'added grants',
    );
  });

  test('a default that is told to stay as somebody changes it', () => {
    const live = `${ROOT.replace('root', "cluster-admin {annotations: {rbac.authorization.kubernetes.io/autoupdate: 'false'}}")}, subjects: [{kind: Group, name: 'system:masters'}]`;
    expect(words(judge(live, undefined, [ADMIN], { defaults: RELEASE }))).toBe('changed opt-out');
  });

  test('by what is gained together with what is held', () => {
    const ann = 'subjects: [{kind: User, name: ann}]';
    const half = (name: string, rule: string): readonly string[] => [
      `ClusterRole ${name} rules: [${rule}]`,
      `ClusterRoleBinding ${name} roleRef: {kind: ClusterRole, name: ${name}}, ${ann}`,
    ];
    const RBAC = 'apiGroups: [rbac.authorization.k8s.io]';
    const bind = `{${RBAC}, resources: [clusterroles], verbs: [bind]}`;
    const [role = '', binding = ''] = half(
      'write',
      `{${RBAC}, resources: [clusterrolebindings], verbs: [create]}`,
    );
    const { delta } = judge(binding, undefined, [role, ...half('bind', bind), ADMIN]) as Drift;
    const { delta: alone } = judge(binding, undefined, [role, ADMIN]) as Drift;
    expect(delta.danger).toBe('critical');
    expect(alone.danger).not.toBe('critical');
    expect(delta.opens.length).toBeGreaterThan(alone.opens.length);
  });

  test('names whom deleting the live object would cut off from what Git gives them', () => {
    const live = `RoleBinding shop/readers ${REF}, subjects: [${DEVS}, {kind: User, name: ann}, {kind: User, name: eve}]`;
    const git = `RoleBinding shop/readers ${REF}, subjects: [${DEVS}, {kind: User, name: ann}]`;
    const again = `RoleBinding shop/again ${REF}, subjects: [{kind: User, name: ann}]`;
    const { delta } = judge(live, git, [READER, again]) as Drift;
    expect(delta.cutOff).toEqual([{ kind: 'Group', name: 'devs' }]);
    expect(delta.gained).toMatchObject([
      { subject: { name: 'eve' }, verbs: ['get', 'list'], namespace: 'shop' },
    ]);
  });

  test('is not certain where Git was not read in full, or where a controller is said to own it', () => {
    const eve = `${ROOT}, subjects: [{kind: User, name: eve}]`;
    expect(words(judge(eve, undefined, [ADMIN], { complete: false }))).toBe('added unknown');
    const seen = { complete: false, writer: { source: 'admission', user: 'eve' } } as const;
    expect(words(judge(eve, undefined, [ADMIN], seen))).toBe('added grants');
    const helm = 'system:serviceaccount:flux-system:helm-controller';
    const installed = { complete: false, writer: { source: 'admission', user: helm } } as const;
    expect(words(judge(eve, undefined, [ADMIN], installed))).toBe('added unknown');
    const owned = eve.replace(' root', ' root {ownerReferences: [{kind: Thing, name: t}]}');
    expect(words(judge(owned, undefined, [ADMIN]))).toBe('added unknown');
    const system = eve.replace(' root', ' system:root');
    expect(words(judge(system, undefined, [ADMIN]))).toBe('added grants');
    const before = cluster(ADMIN);
    const asked = {
      ref: refTo(object(system)),
      live: object(system),
      earlier: new Set<string>(),
      complete: true,
      cluster: before,
    };
    expect(words(judgeDifference(asked))).toBe('added unknown');
    const writer = { source: 'admission', user: 'eve' } as const;
    expect(words(judgeDifference({ ...asked, writer }))).toBe('added grants');
    expect(words(judge(owned, undefined, [ADMIN], { writer: { source: 'admission', user: 'eve' } }))).toBe(
      'added grants',
    );
  });
});

/** What others write about an object, and what tells an agent or the API server to leave it. */
const WRITTEN = [
  '',
  'labels: {kustomize.toolkit.fluxcd.io/name: y}',
  'labels: {to: one}',
  'annotations: {note: x}',
  'annotations: {kustomize.toolkit.fluxcd.io/reconcile: disabled}',
  'annotations: {kustomize.toolkit.fluxcd.io/ssa: Override}',
  'labels: {sharding.fluxcd.io/key: a}',
  "annotations: {argocd.argoproj.io/sync-options: 'Prune=false'}",
];

test('what is its meaning is quiet wherever Git has the same meaning, whatever is around it', () => {
  const marked = (text: string, more: string): string =>
    more === '' || text.includes('{labels:') ? text : text.replace(/^(\S+ \S+)/, `$1 {${more}}`);
  let alike = 0;
  let others = 0;
  fc.assert(
    fc.property(
      anyObject,
      anyObject,
      fc.boolean(),
      fc.constantFrom(...WRITTEN),
      fc.constantFrom(...WRITTEN),
      anyCluster,
      fc.boolean(),
      fc.boolean(),
      (one, other, isSame, onLive, onGit, around, complete, isLate) => {
        const name = nameOfWritten(one);
        const written = isSame ? one : other.replace(nameOfWritten(other), name);
        if (written.split(' ')[0] !== one.split(' ')[0]) return;
        const [live, git] = [marked(one, onLive), marked(written, onGit)];
        const [now, wanted] = [object(live), object(git)];
        if (rbacMeaning(now) === undefined || rbacMeaning(now) !== rbacMeaning(wanted)) return;
        const found = judge(
          live,
          git,
          around.filter((near) => nameOfWritten(near) !== name),
          { complete, earlier: new Set(isLate ? [''] : []) },
        );
        if (!isItsMeaning(now)) others += 1;
        else {
          alike += 1;
          expect(['quiet same', 'quiet cosmetic']).toContain(words(found));
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(alike).toBeGreaterThan(200);
  expect(others).toBeGreaterThan(200);
});
