import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccessRequest, Binding, PolicyRule, Role, SubjectKind } from '../../model/rbac.ts';
import { Authorizer } from './authorizer.ts';
import { covers } from './covers.ts';
import { requesterOf } from './match.ts';

/** Answers of the upstream authorizer and escalation check to random questions; `source` in the file names them. */
const vectors = JSON.parse(
  readFileSync(new URL('./fixtures/upstream-1.35.json', import.meta.url), 'utf8'),
) as Vectors;

type StoredRule = readonly [string[], string[], string[], string[], string[]];
interface World {
  readonly roles: readonly (readonly [string, string, readonly StoredRule[]])[];
  readonly bindings: readonly (readonly [
    string,
    string,
    'Role' | 'ClusterRole',
    string,
    readonly (readonly [SubjectKind, string, string])[],
  ])[];
  readonly questions: readonly (
    | readonly [boolean, string, string[], string, string]
    | readonly [boolean, string, string[], string, string, string, string, string, string]
  )[];
}
interface Vectors {
  readonly worlds: readonly World[];
  readonly covers: readonly (readonly [boolean, readonly StoredRule[], readonly StoredRule[]])[];
}

const at = { path: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 };

function ruleOf([verbs, apiGroups, resources, resourceNames, nonResourceURLs]: StoredRule): PolicyRule {
  return { verbs, apiGroups, resources, resourceNames, nonResourceURLs, at };
}

function authorizerOf(world: World): Authorizer {
  const roles = world.roles.map(([namespace, name, rules]): Role => {
    const rest = { name, rules: rules.map(ruleOf), labels: {}, annotations: {}, at };
    return namespace === '' ? { kind: 'ClusterRole', ...rest } : { kind: 'Role', namespace, ...rest };
  });
  const bindings = world.bindings.map(([namespace, name, kind, role, subjects]): Binding => {
    const rest = {
      name,
      roleRef: { kind, name: role },
      subjects: subjects.map((one) => ({
        kind: one[0],
        name: one[1],
        at,
        ...(one[2] === '' ? {} : { namespace: one[2] }),
      })),
      labels: {},
      annotations: {},
      at,
    };
    return namespace === ''
      ? { kind: 'ClusterRoleBinding', ...rest }
      : { kind: 'RoleBinding', namespace, ...rest };
  });
  return new Authorizer({ name: 'c', roles, bindings, serviceAccounts: [], namespaces: [], unknown: [] });
}

function requestOf(question: World['questions'][number]): AccessRequest {
  const [, , , verb] = question;
  return question.length === 5
    ? { verb, apiGroup: '', resource: '', name: '', namespace: '', nonResourcePath: question[4] }
    : {
        verb,
        apiGroup: question[4],
        resource: question[5],
        subresource: question[6],
        name: question[7],
        namespace: question[8],
      };
}

describe('the authorizer answers as that of Kubernetes 1.35', () => {
  it.each(vectors.worlds.map((world, index) => [index, world] as const))('in world %i', (_, world) => {
    const authorizer = authorizerOf(world);
    const wrong = world.questions.filter((question) => {
      const requester = requesterOf({ kind: 'User', name: question[1] }, question[2]);
      return (authorizer.allows(requester, requestOf(question)) !== undefined) !== question[0];
    });
    expect(wrong).toEqual([]);
  });

  it('and so does the escalation check', () => {
    const wrong = vectors.covers.filter(
      ([expected, owned, wanted]) => covers(owned.map(ruleOf), wanted.map(ruleOf)) !== expected,
    );
    expect(wrong).toEqual([]);
  });
});
