import { describe, expect, test } from 'vitest';
import type { Rights } from '../../../model/access-diff.ts';
import { subjectText } from '../ask/names.ts';
import { Authorizer } from '../authorizer.ts';
import { written } from '../fixtures/written.ts';
import { accessDifference, type GrantDifference } from './access.ts';

function textOf({ verbs, groups, resources, names, nonResourceURLs, namespace }: Rights): string {
  const what = [...resources, ...(nonResourceURLs ?? [])].join(',');
  const of = groups.join(',') === '' ? '' : `.${groups.join(',')}`;
  const only = names === undefined ? '' : ` ${names.join(',')}`;
  return `${verbs.join(',')} ${what}${of}${only}${namespace === null ? '' : ` in ${namespace}`}`;
}

function lines(grants: readonly GrantDifference[]): readonly string[] {
  return grants.map((grant) => {
    const except = grant.except.map(textOf).join('; ');
    return `${subjectText(grant.subject)}: ${textOf(grant)}${except === '' ? '' : ` but ${except}`}`;
  });
}

function diff(before: Authorizer, after: Authorizer): { gained: readonly string[]; lost: readonly string[] } {
  const { gained, lost } = accessDifference(before, after);
  return { gained: lines(gained), lost: lines(lost) };
}

const NOTHING = { gained: [], lost: [] };
const TO_DEVS = 'subjects: [{kind: Group, name: devs}]';
const reader = (name: string, rules: string): string => `Role shop/${name} rules: [${rules}]`;
const binds = (name: string, role = name, subjects = TO_DEVS): string =>
  `RoleBinding shop/${name} roleRef: {kind: Role, name: ${role}}, ${subjects}`;
const PODS = "{apiGroups: [''], resources: [pods], verbs: [get, list]}";
const READER = [reader('reader', PODS), binds('readers', 'reader')];

describe('what changes nobody’s access is no difference', () => {
  test.each([
    ['another name of the role', [reader('viewer', PODS), binds('readers', 'viewer')]],
    ['another name of the binding', [reader('reader', PODS), binds('others', 'reader')]],
    [
      'a rule in two, in another order and twice',
      [
        reader(
          'reader',
          "{apiGroups: [''], resources: [pods], verbs: [list]}, {apiGroups: [''], resources: [pods, pods], verbs: [get, list, get]}",
        ),
        binds('readers', 'reader'),
      ],
    ],
    [
      'a ClusterRole in place of a Role',
      [
        `ClusterRole reader rules: [${PODS}]`,
        `RoleBinding shop/readers roleRef: {kind: ClusterRole, name: reader}, ${TO_DEVS}`,
      ],
    ],
    [
      'aggregation in place of rules',
      [
        `ClusterRole part labels: {to: reader}, rules: [${PODS}]`,
        'ClusterRole reader aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: reader}}]}, rules: []',
        `RoleBinding shop/readers roleRef: {kind: ClusterRole, name: reader}, ${TO_DEVS}`,
      ],
    ],
    [
      'the groups of defaulted fields written out',
      [
        reader('reader', PODS),
        'RoleBinding shop/readers roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}, subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: devs}]',
      ],
    ],
    ['a further binding that gives the same', [...READER, binds('again', 'reader')]],
    [
      'rules that mean nothing where they are bound',
      [
        reader(
          'reader',
          `${PODS}, {apiGroups: [''], resources: [nodes, 'pods/*'], verbs: [get]}, {nonResourceURLs: ['/metrics'], verbs: [get]}`,
        ),
        binds('readers', 'reader'),
      ],
    ],
    ['a label that nothing selects', [`Role shop/reader labels: {team: shop}, rules: [${PODS}]`, READER[1]]],
  ])('%s', (_, after) => {
    expect(diff(written(...READER), written(...after.filter((one) => one !== undefined)))).toEqual(NOTHING);
  });

  test('a service account under its user name, and with its namespace left out', () => {
    const before = [
      reader('reader', PODS),
      binds('b', 'reader', 'subjects: [{kind: ServiceAccount, name: bot}]'),
    ];
    const after = [
      reader('reader', PODS),
      binds('b', 'reader', "subjects: [{kind: User, name: 'system:serviceaccount:shop:bot'}]"),
    ];
    expect(diff(written(...before), written(...after))).toEqual(NOTHING);
  });

  test('what a subject has by the group of everybody already', () => {
    const all = binds('all', 'reader', "subjects: [{kind: Group, name: 'system:authenticated'}]");
    const before = [reader('reader', PODS), all];
    expect(diff(written(...before), written(...before, binds('more', 'reader')))).toEqual(NOTHING);
  });
});

describe('what is gained is said once, and as far as it is new', () => {
  const gained = (before: readonly string[], after: readonly string[]): readonly string[] => {
    const answer = diff(written(...before), written(...after));
    expect(answer.lost).toEqual([]);
    return answer.gained;
  };
  const everywhere = (rules: string): readonly string[] => [
    `ClusterRole all rules: [${rules}]`,
    `ClusterRoleBinding all roleRef: {kind: ClusterRole, name: all}, ${TO_DEVS}`,
  ];

  test('another verb', () => {
    const more = "{apiGroups: [''], resources: [pods], verbs: [get, list, delete]}";
    expect(gained(READER, [reader('reader', more), READER[1] ?? ''])).toEqual([
      'group devs: delete pods in shop',
    ]);
  });

  test('everywhere, but where it was held', () => {
    expect(gained(READER, [...READER, ...everywhere(PODS)])).toEqual([
      'group devs: get,list pods but get,list pods in shop',
    ]);
  });

  test('a wildcard, but what it takes in that was held', () => {
    const all = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}";
    expect(gained(READER, [...READER, ...everywhere(all)])).toEqual([
      'group devs: * *.* but get,list pods in shop',
    ]);
  });

  test('every object, but the named one that was held', () => {
    const named = "{apiGroups: [''], resources: [secrets], resourceNames: [x], verbs: [get]}";
    const all = "{apiGroups: [''], resources: [secrets], verbs: [get]}";
    expect(gained([reader('r', named), binds('r')], [reader('r', all), binds('r')])).toEqual([
      'group devs: get secrets in shop but get secrets x in shop',
    ]);
  });

  test('a kind that several groups serve', () => {
    const both = "{apiGroups: ['', apps], resources: [pods, deployments], verbs: [get, list]}";
    expect(gained(READER, [reader('reader', both), READER[1] ?? ''])).toEqual([
      'group devs: get,list deployments in shop',
      'group devs: get,list deployments,pods.apps in shop',
    ]);
  });

  test('what a label adds to a role that others hold', () => {
    const base = [
      'ClusterRole edit aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: edit}}]}',
      `RoleBinding shop/editors roleRef: {kind: ClusterRole, name: edit}, ${TO_DEVS}`,
    ];
    const rules = "rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]";
    expect(
      gained(
        [...base, `ClusterRole extra ${rules}`],
        [...base, `ClusterRole extra labels: {to: edit}, ${rules}`],
      ),
    ).toEqual(['group devs: get secrets in shop']);
  });

  test('a role that a binding waited for', () => {
    expect(gained([binds('readers', 'reader')], READER)).toEqual(['group devs: get,list pods in shop']);
  });

  test('paths, but those below a prefix that was held', () => {
    const paths = (list: string): string => `{nonResourceURLs: [${list}], verbs: [get]}`;
    expect(gained(everywhere(paths("'/logs/*'")), everywhere(paths("'*', '/logs/a'")))).toEqual([
      'group devs: get * but get /logs/*',
    ]);
  });

  test('for whom it is named, also where the role loses for others', () => {
    const ann = binds('b', 'reader', 'subjects: [{kind: User, name: ann}]');
    expect(diff(written(...READER), written(reader('reader', PODS), ann))).toEqual({
      gained: ['user ann: get,list pods in shop'],
      lost: ['group devs: get,list pods in shop'],
    });
  });
});

describe('input made to be costly', () => {
  const many = (name: string): readonly string[] =>
    Array.from({ length: 700 }, (_, index) => `${name}${index}`);
  const at = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };
  const cluster = (verbs: readonly string[]): Authorizer => {
    const rule = {
      verbs,
      apiGroups: many('g'),
      resources: many('r'),
      resourceNames: [],
      nonResourceURLs: [],
      at,
    };
    return new Authorizer({
      name: 'c',
      roles: [{ kind: 'ClusterRole', name: 'r', rules: [rule], labels: {}, annotations: {}, at }],
      bindings: [
        {
          kind: 'ClusterRoleBinding',
          name: 'b',
          roleRef: { kind: 'ClusterRole', name: 'r' },
          subjects: [{ kind: 'User', name: 'ann', at }],
          labels: {},
          annotations: {},
          at,
        },
      ],
      serviceAccounts: [],
      namespaces: [],
      unknown: [],
    });
  };

  test('is not spelled out, and is compared all the same', () => {
    expect(accessDifference(cluster(many('v')), cluster(many('v').toReversed())).gained).toEqual([]);
    const [gained, ...others] = accessDifference(cluster(many('v')), cluster([...many('v'), 'w'])).gained;
    expect(others).toEqual([]);
    expect(gained?.verbs).toContain('w');
    expect(gained?.except.map(({ verbs }) => verbs.length)).toEqual([700]);
  });
});
