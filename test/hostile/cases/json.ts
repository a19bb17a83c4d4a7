import type { HostileCase } from '../support/case.ts';
import { BINDING, put } from '../support/repository.ts';

const START = '{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"a"},';

function manifest(name: string, content: string | Uint8Array, says: HostileCase['says']): HostileCase {
  return {
    name: `a manifest: ${name}`,
    exit: 0,
    heavy: content.length > 10_000,
    says,
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      put(room.judged, 'hostile.json', content);
      return { path: room.judged };
    },
  };
}

/** Evidence is used whole or not at all: whoever hands in something unusable is told so. */
function evidence(
  name: string,
  file: string,
  content: string | Uint8Array,
  says: HostileCase['says'],
  exit: HostileCase['exit'] = 2,
): HostileCase {
  return {
    name: `evidence: ${name}`,
    exit,
    heavy: content.length > 10_000,
    says,
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      put(room.aside, `evidence/${file}`, content);
      return { path: room.judged, args: ['--evidence', `${room.aside}/evidence`] };
    },
  };
}

const FORGE =
  '"schema":"mainward.dev/forge-evidence/v1","repository":"judged","source":"test","observedAt":"2026-01-01T00:00:00Z"';
const ROSTER = 'apiVersion: mainward.dev/v1alpha1\nkind: Roster\n';

export const JSON_CASES: readonly HostileCase[] = [
  manifest('nested 100,000 deep', `${START}"rules":${'['.repeat(100_000)}`, ['hostile.json']),
  manifest('the same key twice', `${START}"rules":[],"rules":[]}`, ['hostile.json', 'there twice']),
  manifest('a key named __proto__', `${START}"__proto__":{"kind":"Role"}}`, ['hostile.json', '__proto__']),
  manifest('cut off', `${START}"rules":[{"verbs":["*"`, ['hostile.json']),
  manifest('bytes that are no UTF-8', Buffer.from(`${START}"rules":["\xff"]}`, 'latin1'), [
    'hostile.json',
    'UTF-8',
  ]),
  manifest('a number of 100,000 digits', `${START}"rules":[],"n":${'9'.repeat(100_000)}}`, ['rbac.yaml']),
  evidence('nested 100,000 deep', 'forge/judged.json', `{${FORGE},"x":${'['.repeat(100_000)}`, [
    'EVIDENCE_INVALID',
    'forge/judged.json',
  ]),
  evidence('the same key twice', 'forge/judged.json', `{${FORGE},"source":"other"}`, [
    'forge/judged.json',
    'twice',
  ]),
  evidence('a key named __proto__', 'forge/judged.json', `{${FORGE},"__proto__":{"settings":{}}}`, [
    'forge/judged.json',
    '__proto__',
  ]),
  evidence('a number that no reader keeps', 'forge/judged.json', `{${FORGE},"id":1e999}`, [
    'forge/judged.json',
  ]),
  evidence('a NUL byte', 'forge/judged.json', `{${FORGE}\0}`, ['forge/judged.json']),
  evidence('an empty file', 'forge/judged.json', '', ['forge/judged.json']),
  evidence('20 MB of brackets', 'forge/judged.json', '['.repeat(20_000_000), ['forge/judged.json']),
  evidence('a roster with __proto__', 'roster.yaml', `${ROSTER}spec: {__proto__: {people: []}}\n`, [
    'roster.yaml',
  ]),
  evidence('a roster of aliases of aliases', 'roster.yaml', `${ROSTER}spec: &a {people: [*a, *a]}\n`, [
    'roster.yaml',
  ]),
  evidence(
    'a roster with a date that is none',
    'roster.yaml',
    `${ROSTER}spec: {people: [{id: a, from: 9e99}]}\n`,
    ['roster.yaml'],
  ),
  evidence('a system of 100,000 documents', 'system.yaml', '---\n'.repeat(100_000), [
    'system.yaml',
    'documents',
  ]),
];
