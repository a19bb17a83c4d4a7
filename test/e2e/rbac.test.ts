import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readObjects } from '../../src/formats/kubernetes/objects.ts';
import { readYaml } from '../../src/formats/yaml/read.ts';
import type {
  AccessRequest,
  Binding,
  ClusterObjects,
  PolicyRule,
  RbacSubject,
  Role,
} from '../../src/model/rbac.ts';
import { can } from '../../src/stages/5-cluster/ask/can.ts';
import { Authorizer } from '../../src/stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../src/stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../src/stages/5-cluster/defaults.ts';
import { requesterOf } from '../../src/stages/5-cluster/match.ts';
import { readCluster } from '../../src/stages/5-cluster/read.ts';
import { request, SUBJECTS, world } from '../rbac/worlds.ts';
import { ROOT, run } from '../support/project.ts';
import { type ApiServer, startApiServer } from './api-server.ts';

const API = 'rbac.authorization.k8s.io/v1';
const WORLDS = 40;
const CANDIDATES = 8000;
/** Of each answer; most questions at random are denied. */
const ASKED = 200;

let server: ApiServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-rbac-'));
  server = await startApiServer();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Json = Readonly<Record<string, unknown>>;

test('the default roles and bindings of 1.35 are those of the API server', async () => {
  const live = await Promise.all(
    ['clusterroles', 'roles', 'clusterrolebindings', 'rolebindings'].map(async (resource) => {
      const { body } = await server.send('GET', `/apis/${API}/${resource}`);
      return (body as { readonly items: readonly Json[] }).items;
    }),
  );
  const ours = defaultPolicy('1.35');
  const seen = live.flat().map((item) => JSON.stringify(liveObject(item)));
  const known = [...(ours?.roles ?? []), ...(ours?.bindings ?? [])].map((one) =>
    JSON.stringify(ownObject(one)),
  );
  expect(seen.toSorted()).toEqual(known.toSorted());
  expect(seen.length).toBeGreaterThan(100);
});

test('can answers generated questions as the API server does', async () => {
  const worlds = fc.sample(world, { seed: 20261126, numRuns: WORLDS }).map(acceptable);
  const objects = worlds.flatMap(({ roles, bindings }) => [
    ...roles.map(roleObject),
    ...bindings.map(bindingObject),
  ]);
  for (const name of ['one', 'two'])
    await create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const object of objects) await create(pathOf(object), object);

  const manifest = join(folder, 'rbac.yaml');
  writeFileSync(manifest, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const authorizer = authorizerOf(objects);
  const candidates = fc.sample(request, { seed: 7, numRuns: CANDIDATES }).map((asked, index) => {
    const known = SUBJECTS[index % SUBJECTS.length] ?? { kind: 'User', name: 'ann' };
    const subject = inWorld(known, Math.floor(index / SUBJECTS.length) % WORLDS);
    const requester = requesterOf(subject);
    return { asked, subject, requester, answer: can(authorizer, requester, asked).allowed };
  });
  const questions = (['allowed', 'denied'] as const).flatMap((answer) =>
    candidates.filter((one) => one.answer === answer).slice(0, ASKED),
  );
  expect(candidates.filter((one) => one.answer === 'unknown')).toEqual([]);
  expect(questions).toHaveLength(2 * ASKED);
  const wrong: unknown[] = [];
  for (const { asked, subject, requester, answer } of questions) {
    if (!(await agrees(requester.user, [...requester.groups], asked, answer === 'allowed')))
      wrong.push({ subject, asked, answer });
  }
  expect(wrong).toEqual([]);

  const shown = questions.find(
    ({ asked, subject }) => subject.kind === 'User' && asked.nonResourcePath !== undefined,
  );
  const path = shown?.asked.nonResourcePath ?? '/a';
  const name = shown?.subject.name ?? 'ann-0';
  const verb = shown?.asked.verb ?? 'get';
  const bin = join(ROOT, 'bin/mainward.js');
  const command = run('node', [bin, 'can', `user:${name}`, verb, path, '--manifests', manifest], {
    cwd: folder,
  });
  const expected = await reviewed(name, ['system:authenticated'], {
    ...noRequest,
    verb,
    nonResourcePath: path,
  });
  expect(command.status, command.stderr).toBe(expected ? 0 : 1);
});

const noRequest: AccessRequest = { verb: '', apiGroup: '', resource: '', name: '', namespace: '' };

/** Changes reach the authorizer of the server through a watch, so a differing answer is asked for again for a while. */
async function agrees(
  user: string,
  groups: readonly string[],
  asked: AccessRequest,
  expected: boolean,
): Promise<boolean> {
  for (let round = 0; round < 20; round += 1) {
    if ((await reviewed(user, groups, asked)) === expected) return true;
    await sleep(250);
  }
  return false;
}

async function reviewed(user: string, groups: readonly string[], asked: AccessRequest): Promise<boolean> {
  const { verb, apiGroup, resource, subresource, name, nonResourcePath } = asked;
  const attributes =
    nonResourcePath === undefined
      ? {
          resourceAttributes: {
            verb,
            group: apiGroup,
            resource,
            subresource,
            name,
            namespace: namespaceOf(asked),
          },
        }
      : { nonResourceAttributes: { verb, path: nonResourcePath } };
  const { body, status } = await server.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, ...attributes },
  });
  expect(status, JSON.stringify(body)).toBe(201);
  return (body as { readonly status: { readonly allowed: boolean } }).status.allowed;
}

/** A request for a namespace object carries its name as its namespace; a review has to say so itself. */
function namespaceOf({ apiGroup, resource, name, namespace }: AccessRequest): string {
  return apiGroup === '' && resource === 'namespaces' && name !== '' ? name : namespace;
}

async function create(path: string, object: unknown): Promise<void> {
  const { status, body } = await server.send('POST', path, object);
  expect([201, 409], JSON.stringify(body)).toContain(status);
}

/** What of a world the API server accepts, under names of its own. Nothing aggregates: there is no controller here. */
function acceptable(objects: ClusterObjects, index: number): Pick<ClusterObjects, 'roles' | 'bindings'> {
  return {
    roles: objects.roles.map(({ aggregates: _aggregates, ...role }) => ({
      ...role,
      name: `${role.name}-${index}`,
      rules: role.rules.flatMap((rule) => acceptableRules(rule, role.kind)),
    })),
    bindings: objects.bindings.map((binding) => ({
      ...binding,
      name: `${binding.name}-${index}`,
      roleRef: { ...binding.roleRef, name: `${binding.roleRef.name}-${index}` },
      subjects: binding.subjects
        .filter((subject) => subject.namespace !== undefined || subject.kind !== 'ServiceAccount')
        .filter((subject) => index < 2 || !subject.name.startsWith('system:'))
        .map((subject) => ({ ...subject, ...inWorld(subject, index) })),
    })),
  };
}

function acceptableRules(rule: PolicyRule, kind: Role['kind']): readonly PolicyRule[] {
  const resources =
    rule.apiGroups.length > 0 && rule.resources.length > 0 ? [{ ...rule, nonResourceURLs: [] }] : [];
  const paths =
    kind === 'ClusterRole' && rule.nonResourceURLs.length > 0
      ? [{ ...rule, apiGroups: [], resources: [], resourceNames: [] }]
      : [];
  return [...resources, ...paths];
}

/** Each world has people and accounts of its own; what begins with `system:` means something to the server itself. */
function inWorld<Subject extends RbacSubject>(subject: Subject, index: number): Subject {
  return subject.name.startsWith('system:') ? subject : { ...subject, name: `${subject.name}-${index}` };
}

function metadataOf({ name, namespace }: Role | Binding): Json {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

function roleObject(role: Role): Json {
  return {
    apiVersion: API,
    kind: role.kind,
    metadata: metadataOf(role),
    rules: role.rules.map(({ at: _at, ...rule }) => rule),
  };
}

function bindingObject(binding: Binding): Json {
  return {
    apiVersion: API,
    kind: binding.kind,
    metadata: metadataOf(binding),
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: binding.roleRef.kind,
      name: binding.roleRef.name,
    },
    subjects: binding.subjects.map(({ kind, name, namespace }) => ({
      kind,
      name,
      ...(namespace === undefined ? { apiGroup: 'rbac.authorization.k8s.io' } : { namespace }),
    })),
  };
}

function pathOf(object: Json): string {
  const { namespace } = object['metadata'] as { readonly namespace?: string };
  const plural = `${String(object['kind']).toLowerCase()}s`;
  return `/apis/${API}/${namespace === undefined ? '' : `namespaces/${namespace}/`}${plural}`;
}

/** The same objects, read as manifests are. */
function authorizerOf(objects: readonly Json[]): Authorizer {
  const text = objects.map((object) => JSON.stringify(object)).join('\n---\n');
  const read = readObjects(readYaml(new TextEncoder().encode(text), { path: 'rbac.yaml' }));
  const defaults = defaultPolicy('1.35');
  if (defaults === undefined) throw new Error('The defaults of 1.35 are not known.');
  return new Authorizer(withDefaults(readCluster('c', read.objects), defaults));
}

/** What counts of an object, in one order. */
function liveObject(item: Json): Json {
  const metadata = item['metadata'] as Readonly<Record<string, string>>;
  const aggregation = item['aggregationRule'] as { readonly clusterRoleSelectors?: unknown } | undefined;
  return 'roleRef' in item
    ? shapeOf(metadata, {
        roleRef: pick(item['roleRef'], ['kind', 'name']),
        subjects: asList(item['subjects']).map((one) => pick(one, ['kind', 'name', 'namespace'])),
      })
    : shapeOf(metadata, {
        rules: asList(item['rules']).map((one) =>
          ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'].map(
            (key) => (one as Readonly<Record<string, unknown>>)[key] ?? [],
          ),
        ),
        selectors: asList(aggregation?.clusterRoleSelectors).map(
          (one) => (one as { readonly matchLabels?: unknown }).matchLabels ?? {},
        ),
      });
}

function ownObject(one: Role | Binding): Json {
  return 'roleRef' in one
    ? shapeOf(one, {
        roleRef: pick(one.roleRef, ['kind', 'name']),
        subjects: one.subjects.map((subject) => pick(subject, ['kind', 'name', 'namespace'])),
      })
    : shapeOf(one, {
        rules: one.rules.map((rule) => [
          rule.verbs,
          rule.apiGroups,
          rule.resources,
          rule.resourceNames,
          rule.nonResourceURLs,
        ]),
        selectors: (one.aggregates ?? []).map(({ matchLabels }) => matchLabels),
      });
}

function shapeOf(
  { name, namespace }: { readonly name?: string; readonly namespace?: string },
  rest: Json,
): Json {
  return { name, namespace: namespace ?? null, ...rest };
}

function pick(from: unknown, keys: readonly string[]): Json {
  const source = from as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]]])));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
