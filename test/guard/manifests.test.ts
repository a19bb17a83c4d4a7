import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readObjects } from '../../src/formats/kubernetes/objects.ts';
import { readYaml } from '../../src/formats/yaml/read.ts';
import { Authorizer } from '../../src/stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../src/stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../src/stages/5-cluster/defaults.ts';
import { escalations } from '../../src/stages/5-cluster/escalation/escalations.ts';
import { surroundingsOf } from '../../src/stages/5-cluster/escalation/surroundings.ts';
import { requesterOf } from '../../src/stages/5-cluster/match.ts';
import { readCluster } from '../../src/stages/5-cluster/read.ts';
import { readProjectFile } from '../support/project.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly variables?: readonly { readonly name: string; readonly expression: string }[] };
}

const ACCOUNTS = [
  'deploy/flux/accounts.yaml',
  'deploy/broker/accounts.yaml',
  'deploy/guard/accounts.yaml',
  'deploy/guard/registrar.yaml',
];

function manifests(path: string): readonly Manifest[] {
  return parseAllDocuments(readProjectFile(path)).map((document) => document.toJS() as Manifest);
}

/** `RESOURCE NAMESPACE/NAME` of what grants. */
function granting(objects: readonly { kind: string; name: string; namespace?: string }[]): readonly string[] {
  return objects
    .filter(({ kind }) => /Role(Binding)?$/.test(kind))
    .map(({ kind, name, namespace }) => {
      const place = namespace === undefined ? '' : `${namespace}/`;
      return `${kind.toLowerCase()}s ${place}${name}`;
    })
    .sort();
}

/** The lists of a policy's variable, which is a CEL map of lists of texts. */
function listed(variable: string): readonly string[] {
  const policy = manifests('deploy/guard/policy.yaml').find(
    ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === 'mainward-revoker',
  );
  const expression = policy?.spec?.variables?.find(({ name }) => name === variable)?.expression ?? '';
  return [...expression.matchAll(/'([a-z]+)':\s*\[([^\]]*)\]/g)]
    .flatMap(([, resource, names = '']) =>
      [...names.matchAll(/'([^']+)'/g)].map(([, name]) => `${resource} ${name}`),
    )
    .sort();
}

describe('what the revoker is never let delete', () => {
  test('is what the API server brings along, to the letter', () => {
    const { roles, bindings } = defaultPolicy('1.35') ?? { roles: [], bindings: [] };
    expect(listed('defaults')).toEqual(granting([...roles, ...bindings]));
    expect(listed('defaults')).toContain('clusterrolebindings cluster-admin');
  });

  test('is what Mainward works with, to the letter', () => {
    const own = ACCOUNTS.flatMap(manifests).map(({ kind, metadata }) => ({ kind, ...metadata }));
    expect(listed('own')).toEqual(granting(own));
  });
});

/** What our own evaluator says somebody can become by what the manifests give them. */
function becomes(name: string): readonly string[] {
  const objects = ACCOUNTS.flatMap(
    (path) => readObjects(readYaml(new TextEncoder().encode(readProjectFile(path)), { path })).objects,
  );
  const defaults = defaultPolicy('1.35') ?? { roles: [], bindings: [] };
  const authorizer = new Authorizer(withDefaults(readCluster('c', objects), defaults));
  const requester = requesterOf({ kind: 'ServiceAccount', name, namespace: 'mainward' });
  return escalations(authorizer.held(requester), surroundingsOf(authorizer)).map(
    ({ primitive }) => primitive,
  );
}

describe('by RBAC alone', () => {
  test('the observer becomes nothing, and the revoker can only take away', () => {
    expect(becomes('mainward-observer')).toEqual([]);
    expect(becomes('mainward-revoker')).toEqual(['RB-DELETE']);
  });

  test('the registrar could be shown what is written and stop it, and gets no right by that', () => {
    expect(becomes('mainward-registrar')).toEqual(['CP-WEBHOOK', 'CP-WEBHOOK-DEL']);
  });

  test('the reconciler could have anything applied, so a policy is shipped that refuses exactly that', () => {
    expect(becomes('mainward-reconciler')).toEqual(['GO-FLUX-KS']);
    const names = manifests('deploy/guard/policy.yaml').map(
      ({ kind, metadata }) => `${kind} ${metadata.name}`,
    );
    expect(names).toContain('ValidatingAdmissionPolicyBinding mainward-reconciler');
  });
});
