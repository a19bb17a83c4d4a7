import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { TENANT_ROLES } from '../../src/entrypoints/demo/infrastructure/roles.ts';
import { jobToken, trade } from '../../src/entrypoints/demo/thread/exchange.ts';
import { playThread } from '../../src/entrypoints/demo/thread/play.ts';
import type { AccessQuestion, Cluster, KubernetesObject, ResourceType } from '../../src/ports/cluster.ts';
import {
  CLUSTER_ROLE_BINDINGS,
  CONFIG_MAPS,
  EXTERNAL_ARTIFACTS,
  KUSTOMIZATIONS,
  ROLE_BINDINGS,
  SECRETS,
  SERVICE_ACCOUNTS,
} from '../../src/ports/cluster-kinds.ts';
import { keyOf, make } from '../../src/ports/cluster-rig.conformance.ts';
import { ROOT } from '../support/project.ts';
import { allowedBy, POWERS, rulesOf, tokenOf } from './thread-accounts.ts';
import { type RealStage, setRealStage } from './thread-stage.ts';

const NAMESPACES = ['mainward', 'flux-system', 'pipelines', 'payments', 'default', 'kube-system'];
const RBAC = 'rbac.authorization.k8s.io';

let stage: RealStage;
/** What anybody may who has an account and nothing else. */
let anybody: ReadonlySet<string>;
beforeAll(async () => {
  stage = await setRealStage();
  const { admin, plane, world } = stage;
  await stage.telling(() => playThread(world, () => undefined, { to: 7 }));
  await admin.create(SERVICE_ACCOUNTS, make(SERVICE_ACCOUNTS, { name: 'anybody', namespace: 'default' }));
  anybody = await rulesOf(plane, await tokenOf(admin, 'default', 'anybody'), 'default');
});
afterAll(async () => stage?.stop());

/** What somebody may in a namespace that not everybody may. */
async function ownIn(namespace: string, token: string): Promise<readonly string[]> {
  const all = await rulesOf(stage.plane, token, namespace);
  return [...all].filter((one) => !anybody.has(one)).sort();
}

type Question = Omit<AccessQuestion, 'user' | 'groups'>;

function at(namespace: string | undefined): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}

type RoleLike = KubernetesObject & { readonly rules: Parameters<typeof allowedBy>[0] };

function manifests(text: string): readonly RoleLike[] {
  return parseAllDocuments(text).map((document) => document.toJS() as RoleLike);
}

/** What the manifests that are shipped give an account in a namespace; its role is called as it is. */
function shippedIn(namespace: string, account: string): readonly string[] {
  const objects = ['deploy/flux/accounts.yaml', 'deploy/broker/accounts.yaml'].flatMap((path) =>
    manifests(readFileSync(join(ROOT, path), 'utf8')),
  );
  const rules = objects
    .filter(({ metadata, rules: some }) => some !== undefined && metadata.name === account)
    .filter(({ kind, metadata }) => kind === 'ClusterRole' || metadata.namespace === namespace)
    .flatMap(({ rules: some }) => some);
  return [...allowedBy(rules)].sort();
}

describe.each(POWERS)('the account that is shipped for the %s', (power) => {
  const account = `mainward-${power}`;

  test('can do in every namespace what its manifest says, and nothing else', async () => {
    const token = await tokenOf(stage.admin, 'mainward', account);
    const expected = NAMESPACES.map((namespace) => [namespace, shippedIn(namespace, account)]);
    const found = await Promise.all(
      NAMESPACES.map(async (namespace) => [namespace, await ownIn(namespace, token)]),
    );
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    expect(expected.flatMap(([, some]) => some)).not.toEqual([]);
  });

  test('can become nobody else, read no secret that is not made for it, and change nothing that is applied', async () => {
    const elsewhere = NAMESPACES.filter((namespace) => namespace !== 'pipelines');
    const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
    const writes = verbs.slice(3);
    const questions: readonly Question[] = [
      ...[...elsewhere, undefined].flatMap((namespace) =>
        verbs.map((verb): Question => ({ verb, resource: 'secrets', ...at(namespace) })),
      ),
      { verb: 'get', resource: 'secrets', namespace: 'pipelines' },
      ...['roles', 'clusterroles'].flatMap((resource) =>
        ['bind', 'escalate', ...writes].map((verb): Question => ({ verb, group: RBAC, resource })),
      ),
      ...['rolebindings', 'clusterrolebindings'].flatMap((resource) =>
        writes.map((verb): Question => ({ verb, group: RBAC, resource })),
      ),
      ...['users', 'groups', 'serviceaccounts', 'uids'].map(
        (resource): Question => ({ verb: 'impersonate', resource }),
      ),
      ...NAMESPACES.map(
        (namespace): Question => ({
          verb: 'create',
          resource: 'serviceaccounts',
          subresource: 'token',
          namespace,
          name: namespace === 'flux-system' ? 'kustomize-controller' : 'default',
        }),
      ),
      ...writes.flatMap((verb): readonly Question[] => [
        { verb, group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations', namespace: 'flux-system' },
        {
          verb,
          group: 'kustomize.toolkit.fluxcd.io',
          resource: 'kustomizations',
          subresource: 'status',
          namespace: 'flux-system',
        },
        { verb, group: 'source.toolkit.fluxcd.io', resource: 'gitrepositories', namespace: 'flux-system' },
        { verb, resource: 'pods', namespace: 'mainward' },
        { verb, resource: 'namespaces' },
        { verb, group: 'admissionregistration.k8s.io', resource: 'validatingwebhookconfigurations' },
      ]),
      ...['update', 'patch', 'delete'].map(
        (verb): Question => ({
          verb,
          group: 'source.toolkit.fluxcd.io',
          resource: 'externalartifacts',
          namespace: 'flux-system',
          name: 'infrastructure',
        }),
      ),
      {
        verb: 'patch',
        group: 'source.toolkit.fluxcd.io',
        resource: 'externalartifacts',
        subresource: 'status',
        namespace: 'flux-system',
        name: 'another',
      },
      { verb: 'approve', group: 'certificates.k8s.io', resource: 'signers' },
      { verb: 'get', resource: 'nodes', subresource: 'proxy' },
      { verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'flux-system' },
      { verb: 'get', nonResourcePath: '/metrics' },
      { verb: '*', group: '*', resource: '*' },
    ];
    const user = `system:serviceaccount:mainward:${account}`;
    const groups = ['system:serviceaccounts', 'system:serviceaccounts:mainward', 'system:authenticated'];
    const allowed: Question[] = [];
    for (const question of questions)
      if (await stage.admin.allows({ user, groups, ...question })) allowed.push(question);
    expect(allowed).toEqual([]);
  });
});

describe('a credential that a job got', () => {
  let deploy: string;
  let validate: string;
  beforeAll(async () => {
    const { world } = stage;
    const head = headOf('refs/pull/1/head');
    const pull = await jobToken(world, { ref: 'refs/pull/1/merge', sha: head, event_name: 'pull_request' });
    const push = await jobToken(world, {
      ref: 'refs/heads/main',
      sha: headOf('refs/heads/main'),
      event_name: 'push',
    });
    validate = (await trade(world, pull, 'validate/production')).credential ?? '';
    deploy = (await trade(world, push, 'deploy/production')).credential ?? '';
  });

  test('to deploy lets it do what a tenant’s reconciler may in the tenant’s namespace, and nothing anywhere else', async () => {
    const role = manifests(TENANT_ROLES).find(({ metadata }) => metadata.name === 'tenant-reconciler');
    for (const namespace of NAMESPACES)
      expect([namespace, await ownIn(namespace, deploy)]).toEqual([
        namespace,
        namespace === 'payments' ? [...allowedBy(role?.rules ?? [])].sort() : [],
      ]);
    const cluster = await stage.plane.withToken(deploy);
    const object = make(CONFIG_MAPS, { name: 'deployed', namespace: 'payments' }, { data: { by: 'a job' } });
    await cluster.create(CONFIG_MAPS, object);
    await cluster.patch(keyOf(CONFIG_MAPS, object), { kind: 'merge', body: { data: { by: 'the same' } } });
    expect(await cluster.delete(keyOf(CONFIG_MAPS, object))).toBe(true);
    expect(await refusals(cluster, 'payments', [ROLE_BINDINGS, SECRETS])).toEqual([403, 403]);
    expect(await refusals(cluster, 'default', [CONFIG_MAPS, ROLE_BINDINGS])).toEqual([403, 403]);
    expect(await refusals(cluster, 'flux-system', [KUSTOMIZATIONS, EXTERNAL_ARTIFACTS])).toEqual([403, 403]);
    expect(await refusals(cluster, undefined, [CLUSTER_ROLE_BINDINGS])).toEqual([403]);
  });

  test('is nowhere in the server’s log, and neither are the tokens it acts with', () => {
    const kubeconfig = parse(readFileSync(stage.kubeconfig, 'utf8')) as {
      readonly users: readonly { readonly user: { readonly token: string } }[];
    };
    const secrets = [deploy, validate, ...kubeconfig.users.map(({ user }) => user.token)];
    expect(secrets.map((one) => one.length > 100)).toEqual(secrets.map(() => true));
    const log = readFileSync(stage.server.log, 'utf8');
    // The last part of a token is its signature.
    expect(secrets.filter((one) => log.includes(one.split('.').at(-1) ?? ''))).toEqual([]);
  });

  test('to validate only reads, and no secret', async () => {
    for (const namespace of NAMESPACES) {
      const own = await ownIn(namespace, validate);
      expect([namespace, own.filter((one) => !/^(get|list|watch) /.test(one))]).toEqual([namespace, []]);
      expect([namespace, own.filter((one) => one.includes(' secrets.'))]).toEqual([namespace, []]);
      if (namespace !== 'payments') expect([namespace, own]).toEqual([namespace, []]);
      else expect(own).toContain('list configmaps.');
    }
    const cluster = await stage.plane.withToken(validate);
    await cluster.list(CONFIG_MAPS, { namespace: 'payments' });
    expect(await refusals(cluster, 'payments', [CONFIG_MAPS, ROLE_BINDINGS, SECRETS])).toEqual([
      403, 403, 403,
    ]);
    await expect(cluster.list(SECRETS, { namespace: 'payments' })).rejects.toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
    });
  });
});

function headOf(ref: string): string {
  return execFileSync('git', ['rev-parse', ref], { cwd: stage.repository, encoding: 'utf8' }).trim();
}

/** The status with which each attempt to make something is met. */
function refusals(
  cluster: Cluster,
  namespace: string | undefined,
  types: readonly ResourceType[],
): Promise<readonly number[]> {
  return Promise.all(
    types.map((type) =>
      cluster.create(type, make(type, { name: 'mine', ...at(namespace) })).then(
        () => 201,
        (error: { readonly fields: { readonly status: number } }) => error.fields.status,
      ),
    ),
  );
}
