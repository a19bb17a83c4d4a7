import { expect, test } from 'vitest';
import { subjectText } from '../ask/names.ts';
import type { Authorizer } from '../authorizer.ts';
import { written } from '../fixtures/written.ts';
import { waysDifference } from './escalations.ts';

function ways(before: Authorizer, after: Authorizer): { gained: readonly string[]; lost: readonly string[] } {
  const { gained, lost } = waysDifference(before, after);
  const line = (one: (typeof gained)[number]): string =>
    `${subjectText(one.subject)}: ${one.primitive} ${one.reach}${one.namespace === null ? '' : ` in ${one.namespace}`}`;
  return { gained: gained.map(line), lost: lost.map(line) };
}

const TO_ANN = 'subjects: [{kind: User, name: ann}]';
const TO_DEVS = 'subjects: [{kind: Group, name: devs}]';
const role = (name: string, rules: string): string => `ClusterRole ${name} rules: [${rules}]`;
const all = (name: string, to = TO_ANN): string =>
  `ClusterRoleBinding ${name} roleRef: {kind: ClusterRole, name: ${name}}, ${to}`;
const inShop = (name: string, to = TO_ANN): string =>
  `RoleBinding shop/${name} roleRef: {kind: ClusterRole, name: ${name}}, ${to}`;
const SECRETS = "{apiGroups: [''], resources: [secrets], verbs: [get]}";
const EXEC = "{apiGroups: [''], resources: [pods/exec], verbs: [create]}";
const ADMIN = "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}";

test('whoever could do everything gains nothing by what is left of it', () => {
  expect(ways(written(role('a', ADMIN), all('a')), written(role('a', SECRETS), all('a')))).toEqual({
    gained: [],
    lost: ['user ann: RB-ADMIN cluster-admin'],
  });
});

test('a way that is open everywhere takes in the one in a namespace', () => {
  const before = written(role('a', EXEC), inShop('a'));
  const after = written(role('a', EXEC), all('a'));
  const { gained, lost } = ways(before, after);
  expect(gained.filter((way) => way.includes('WL-EXEC'))).toEqual(['user ann: WL-EXEC workloads']);
  expect(lost).toEqual([]);
});

test('two grants of which neither opens anything alone open a way together', () => {
  const bind = '{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [bind]}';
  const write = '{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [create]}';
  const before = written(role('w', write), inShop('w'));
  const after = written(role('w', write), inShop('w'), role('b', bind), inShop('b'));
  expect(ways(before, after).gained).toEqual(['user ann: RB-BIND-N namespace-admin in shop']);
});

test('a way leads further where its namespace has become the home of a mighty account', () => {
  const before = [role('x', EXEC), inShop('x', TO_DEVS)];
  const after = [
    ...before,
    role('a', ADMIN),
    all('a', 'subjects: [{kind: ServiceAccount, name: bot, namespace: shop}]'),
  ];
  expect(ways(written(...before), written(...after)).gained).toEqual([
    'group devs: WL-EXEC cluster-admin in shop',
    'service account shop/bot: RB-ADMIN cluster-admin',
  ]);
});

test('what everybody gains is told of everybody, once', () => {
  const before = [role('p', "{apiGroups: [''], resources: [pods], verbs: [get]}"), all('p')];
  const after = [
    ...before,
    role('s', EXEC),
    all('s', "subjects: [{kind: Group, name: 'system:authenticated'}]"),
  ];
  const { gained } = ways(written(...before), written(...after));
  expect(new Set(gained.map((way) => way.split(':').slice(0, 2).join(':')))).toEqual(
    new Set(['group system:authenticated']),
  );
});
