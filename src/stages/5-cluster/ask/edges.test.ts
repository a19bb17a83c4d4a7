import { describe, expect, test } from 'vitest';
import { readObjects } from '../../../formats/kubernetes/objects.ts';
import { readYaml } from '../../../formats/yaml/read.ts';
import { Authorizer } from '../authorizer.ts';
import { requesterOf } from '../match.ts';
import { readCluster } from '../read.ts';
import { can } from './can.ts';
import { parseQuestion, parseSubject } from './question.ts';

/** Objects as people write them; each starts with its kind, as in `Role shop/reader: rules: [...]`. */
function cluster(...objects: readonly string[]): Authorizer {
  const text = objects
    .map((object) => {
      const [, kind = '', namespace, name = '', rest = ''] =
        /^(\w+) (?:([\w-]+)\/)?([\w:-]+) (.*)$/s.exec(object) ?? [];
      const at = namespace === undefined ? '' : `, namespace: ${namespace}`;
      return `{apiVersion: rbac.authorization.k8s.io/v1, kind: ${kind}, metadata: {name: '${name}'${at}}, ${rest}}\n`;
    })
    .join('---\n');
  const read = readObjects(readYaml(new TextEncoder().encode(text), { path: 'a.yaml' }));
  expect([...read.rejected, ...read.broken]).toEqual([]);
  return new Authorizer(readCluster('c', read.objects));
}

const role = (name: string, rule: string, more = ''): string =>
  `ClusterRole ${name} rules: [{${rule}}]${more}`;
const TO_ANN = 'subjects: [{kind: User, name: ann}]';
const bound = (name: string): string =>
  `ClusterRoleBinding ${name} roleRef: {kind: ClusterRole, name: ${name}}, ${TO_ANN}`;

function answer(
  authorizer: Authorizer,
  subject: string,
  question: string,
  options: Parameters<typeof parseQuestion>[1] & { readonly groups?: readonly string[] } = {},
): string {
  const who = parseSubject(subject);
  const what = parseQuestion(question.split(' '), options);
  if (!who.ok || who.value.kind === 'person' || !what.ok) throw new Error(`${subject} ${question}`);
  return can(authorizer, requesterOf(who.value, options.groups ?? []), what.value.request).allowed;
}

describe('a rule', () => {
  test.each([
    ["apiGroups: [''], resources: [pods], verbs: [get]", 'get pods', undefined, 'allowed'],
    ["apiGroups: [''], resources: [pods], verbs: [get]", 'get pods', 'exec', 'denied'],
    ["apiGroups: [''], resources: ['pods/*'], verbs: [get]", 'get pods', 'exec', 'denied'],
    ["apiGroups: [''], resources: ['pods/*'], verbs: [get]", 'get pods', undefined, 'denied'],
    ["apiGroups: [''], resources: ['*/exec'], verbs: [create]", 'create pods', 'exec', 'allowed'],
    ["apiGroups: [apps], resources: ['*/scale'], verbs: [update]", 'update deployments', 'scale', 'allowed'],
    ["apiGroups: [apps], resources: ['*/scale'], verbs: [update]", 'update deployments', undefined, 'denied'],
    ["apiGroups: [''], resources: ['*/scale'], verbs: [update]", 'update deployments', 'scale', 'denied'],
    ["apiGroups: [''], resources: ['*'], verbs: [create]", 'create pods', 'exec', 'allowed'],
    [
      "apiGroups: ['*'], resources: [deployments], verbs: ['*']",
      'escalate deployments',
      undefined,
      'allowed',
    ],
    ["apiGroups: [''], resources: [Pods], verbs: [get]", 'get pods', undefined, 'denied'],
    ["apiGroups: [''], resources: [pods], verbs: [GET]", 'get pods', undefined, 'denied'],
    ["apiGroups: [''], resources: [pods], verbs: [get]", 'GET pods', undefined, 'denied'],
    ['resources: [pods], verbs: [get]', 'get pods', undefined, 'denied'],
    ['apiGroups: [apps], resources: [deployments], verbs: [get]', 'get Deploy', undefined, 'allowed'],
    ["apiGroups: [''], resources: [pods], verbs: ['get*']", 'get pods', undefined, 'denied'],
  ])('{%s}: %s, subresource %s: %s', (rule, question, subresource, expected) => {
    const authorizer = cluster(role('r', rule), bound('r'));
    const options = subresource === undefined ? {} : { subresource };
    expect(answer(authorizer, 'user:ann', question, options)).toBe(expected);
  });

  test.each([
    ['get pods/web', 'allowed'],
    ['get pods/other', 'denied'],
    ['get pods', 'denied'],
    ['list pods', 'denied'],
    ['create pods', 'denied'],
    ['deletecollection pods', 'denied'],
    ['list pods/web', 'allowed'],
  ])('that is limited to names: %s: %s', (question, expected) => {
    const rule = "apiGroups: [''], resources: [pods], verbs: ['*'], resourceNames: [web]";
    expect(answer(cluster(role('r', rule), bound('r')), 'user:ann', question)).toBe(expected);
  });

  test('takes * among its names for a name', () => {
    const rule = "apiGroups: [''], resources: [pods], verbs: [get], resourceNames: ['*']";
    expect(answer(cluster(role('r', rule), bound('r')), 'user:ann', 'get pods/web')).toBe('denied');
  });

  test.each([
    ["['/healthz']", '/healthz', 'allowed'],
    ["['/healthz']", '/healthz/etcd', 'denied'],
    ["['/healthz/*']", '/healthz/etcd', 'allowed'],
    ["['/healthz/*']", '/healthz', 'denied'],
    ["['/healthz**']", '/healthzy', 'allowed'],
    ["['*']", '/anything', 'allowed'],
    ["['/a*b']", '/a-b', 'denied'],
  ])('about paths %s allows %s: %s', (urls, path, expected) => {
    const rule = `nonResourceURLs: ${urls}, verbs: [get]`;
    expect(answer(cluster(role('r', rule), bound('r')), 'user:ann', `get ${path}`)).toBe(expected);
  });
});

describe('a RoleBinding', () => {
  const everything = role('r', "apiGroups: ['*'], resources: ['*'], verbs: ['*'], nonResourceURLs: []");
  const binding = `RoleBinding shop/b roleRef: {kind: ClusterRole, name: r}, ${TO_ANN}`;

  test('of a ClusterRole reaches its namespace, and the namespace itself', () => {
    const authorizer = cluster(everything, binding);
    expect(answer(authorizer, 'user:ann', 'get pods', { namespace: 'shop' })).toBe('allowed');
    expect(answer(authorizer, 'user:ann', 'get pods', { namespace: 'other' })).toBe('denied');
    expect(answer(authorizer, 'user:ann', 'get pods')).toBe('denied');
    expect(answer(authorizer, 'user:ann', 'get nodes', { namespace: 'shop' })).toBe('denied');
    expect(answer(authorizer, 'user:ann', 'delete namespaces/shop')).toBe('allowed');
    expect(answer(authorizer, 'user:ann', 'delete namespaces/other')).toBe('denied');
    expect(answer(authorizer, 'user:ann', 'list namespaces')).toBe('denied');
  });

  test('gives no path', () => {
    const paths = role('r', "nonResourceURLs: ['*'], verbs: ['*']");
    expect(answer(cluster(paths, binding), 'user:ann', 'get /healthz')).toBe('denied');
  });

  test('of a Role takes the one of its own namespace', () => {
    const rule = "[{apiGroups: [''], resources: [pods], verbs: [get]}]";
    const authorizer = cluster(
      `Role other/r rules: ${rule}`,
      `RoleBinding shop/b roleRef: {kind: Role, name: r}, ${TO_ANN}`,
    );
    for (const namespace of ['shop', 'other'])
      expect(answer(authorizer, 'user:ann', 'get pods', { namespace })).toBe('denied');
  });

  test('of a role that is missing gives nothing, and that is said', () => {
    const authorizer = cluster(binding);
    const found = can(authorizer, requesterOf({ kind: 'User', name: 'ann' }), {
      verb: 'get',
      apiGroup: '',
      resource: 'pods',
      name: '',
      namespace: 'shop',
    });
    expect(found.allowed).toBe('denied');
    expect(found.because.join('\n')).toContain('names the ClusterRole r, which is not in view');
  });
});

describe('a subject', () => {
  const get = role('r', "apiGroups: [''], resources: [pods], verbs: [get]");
  const to = (subjects: string, kind = 'ClusterRoleBinding b'): Authorizer =>
    cluster(get, `${kind} roleRef: {kind: ClusterRole, name: r}, subjects: [${subjects}]`);

  test.each([
    ['{kind: ServiceAccount, name: bot, namespace: shop}', 'sa:shop/bot', 'allowed'],
    ['{kind: ServiceAccount, name: bot, namespace: shop}', 'user:system:serviceaccount:shop:bot', 'allowed'],
    ['{kind: User, name: "system:serviceaccount:shop:bot"}', 'sa:shop/bot', 'allowed'],
    ['{kind: ServiceAccount, name: bot}', 'sa:shop/bot', 'denied'],
    ['{kind: ServiceAccount, name: bot}', 'sa:default/bot', 'denied'],
    ['{kind: Group, name: "system:serviceaccounts"}', 'sa:shop/bot', 'allowed'],
    ['{kind: Group, name: "system:serviceaccounts:shop"}', 'sa:shop/bot', 'allowed'],
    ['{kind: Group, name: "system:serviceaccounts:shop"}', 'sa:other/bot', 'denied'],
    ['{kind: Group, name: "system:authenticated"}', 'sa:shop/bot', 'allowed'],
    ['{kind: Group, name: "system:authenticated"}', 'user:ann', 'allowed'],
    ['{kind: Group, name: "system:authenticated"}', 'group:devs', 'allowed'],
    ['{kind: Group, name: "system:authenticated"}', 'user:system:anonymous', 'denied'],
    ['{kind: Group, name: "system:authenticated"}', 'group:system:unauthenticated', 'denied'],
    ['{kind: Group, name: "system:unauthenticated"}', 'user:system:anonymous', 'allowed'],
    ['{kind: Group, name: "system:unauthenticated"}', 'user:ann', 'denied'],
    ['{kind: User, name: ann}', 'user:Ann', 'denied'],
    ['{kind: User, name: devs}', 'group:devs', 'denied'],
    ['{kind: Group, name: ann}', 'user:ann', 'denied'],
    ['{kind: User, name: "*"}', 'user:ann', 'denied'],
    ['{kind: Group, name: nobody}', 'group:system:masters', 'allowed'],
  ])('%s means %s: %s', (subjects, who, expected) => {
    expect(answer(to(subjects), who, 'get pods')).toBe(expected);
  });

  test('that is a service account without namespace is of the RoleBinding’s', () => {
    const authorizer = to('{kind: ServiceAccount, name: bot}', 'RoleBinding shop/b');
    expect(answer(authorizer, 'sa:shop/bot', 'get pods', { namespace: 'shop' })).toBe('allowed');
    expect(answer(authorizer, 'sa:other/bot', 'get pods', { namespace: 'shop' })).toBe('denied');
  });

  test('in a group is asked with exactly the groups that are given', () => {
    const authorizer = to('{kind: Group, name: devs}');
    expect(answer(authorizer, 'user:ann', 'get pods')).toBe('denied');
    expect(answer(authorizer, 'user:ann', 'get pods', { groups: ['devs'] })).toBe('allowed');
    expect(
      answer(to('{kind: Group, name: none}'), 'user:ann', 'get pods', { groups: ['system:masters'] }),
    ).toBe('allowed');
  });
});

describe('a role that aggregates', () => {
  const own = "rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]";
  const aggregating = (selectors: string): string =>
    `ClusterRole all ${own}, aggregationRule: {clusterRoleSelectors: ${selectors}}`;
  const labelled = (name: string, labels: string, resource: string): string => {
    const rule = `[{apiGroups: [''], resources: [${resource}], verbs: [get]}]`;
    return `ClusterRole ${name} rules: ${rule}, metadata: {name: ${name}, labels: {${labels}}}`;
  };
  /** `labelled` writes its metadata itself. */
  const withLabels = (...objects: readonly string[]): Authorizer => {
    const text = objects
      .map((object) => {
        const [, kind = '', name = '', rest = ''] = /^(\w+) ([\w:-]+) (.*)$/s.exec(object) ?? [];
        const metadata = rest.includes('metadata:') ? '' : `metadata: {name: ${name}}, `;
        return `{apiVersion: rbac.authorization.k8s.io/v1, kind: ${kind}, ${metadata}${rest}}\n`;
      })
      .join('---\n');
    const read = readObjects(readYaml(new TextEncoder().encode(text), { path: 'a.yaml' }));
    return new Authorizer(readCluster('c', read.objects));
  };

  test('has what it selects, in place of what is written in it', () => {
    const authorizer = withLabels(
      aggregating('[{matchLabels: {to: all}}]'),
      labelled('one', 'to: all', 'pods'),
      labelled('two', 'to: none', 'services'),
      bound('all'),
    );
    expect(answer(authorizer, 'user:ann', 'get pods')).toBe('allowed');
    expect(answer(authorizer, 'user:ann', 'get services')).toBe('denied');
    expect(answer(authorizer, 'user:ann', 'get secrets')).toBe('denied');
  });

  test('keeps what is written in it where it selects by nothing at all', () => {
    const plain = withLabels(`ClusterRole all ${own}`, bound('all'));
    expect(answer(plain, 'user:ann', 'get secrets')).toBe('allowed');
    expect(answer(withLabels(aggregating('[]'), bound('all')), 'user:ann', 'get secrets')).toBe('denied');
  });

  test('keeps what is written in it while nothing carries the label', () => {
    const alone = withLabels(aggregating('[{matchLabels: {to: all}}]'), bound('all'));
    expect(answer(alone, 'user:ann', 'get secrets')).toBe('allowed');
    const empty = 'ClusterRole one rules: [], metadata: {name: one, labels: {to: all}}';
    const selecting = withLabels(aggregating('[{matchLabels: {to: all}}]'), empty, bound('all'));
    expect(answer(selecting, 'user:ann', 'get secrets')).toBe('allowed');
  });

  test('has what a role that it selects aggregates itself', () => {
    const middle =
      'ClusterRole middle rules: [], aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: middle}}]}, metadata: {name: middle, labels: {to: all}}';
    const authorizer = withLabels(
      aggregating('[{matchExpressions: [{key: to, operator: In, values: [all]}]}]'),
      middle,
      labelled('one', 'to: middle', 'pods'),
      bound('all'),
    );
    expect(answer(authorizer, 'user:ann', 'get pods')).toBe('allowed');
  });

  test('by an empty selector has everything but itself', () => {
    const authorizer = withLabels(aggregating('[{}]'), labelled('one', 'a: b', 'pods'), bound('all'));
    expect(answer(authorizer, 'user:ann', 'get pods')).toBe('allowed');
    expect(answer(authorizer, 'user:ann', 'get secrets')).toBe('denied');
  });
});
