import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { undoText } from './undo.ts';

const hostile = `x'; touch /tmp/pwned; echo '$(id) \`id\``;
const ref = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  namespace: 'shop',
  name: hostile,
};
const live: KubernetesObject = {
  apiVersion: ref.apiVersion,
  kind: ref.kind,
  metadata: {
    name: hostile,
    namespace: 'shop',
    uid: 'u',
    resourceVersion: '7',
    annotations: { a: 'EOF\nEOF\nid' },
  },
  subjects: [],
};

/** What a shell hands to kubectl: its arguments, and its input. */
function asked(text: string): { readonly args: readonly string[]; readonly input: string } {
  const script = text.slice(text.indexOf('kubectl '));
  const said = execFileSync(
    'bash',
    ['-c', `kubectl() { printf '%s\\0' "$@"; [ "$1" = delete ] || cat; }\n${script}`],
    { encoding: 'utf8' },
  );
  const parts = said.split('\0');
  return { args: parts.slice(0, -1), input: parts.at(-1) ?? '' };
}

test.each([
  ['delete', 'added', 'create'],
  ['give-back', 'changed', 'replace'],
] as const)('what undoes %s hands over the object as it was, whatever is in it', (decision, change, verb) => {
  const { args, input } = asked(undoText({ decision }, change, ref, live, undefined));
  expect(args).toEqual([verb, '-f', '-']);
  expect(JSON.parse(input)).toEqual({
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: hostile, namespace: 'shop', annotations: { a: 'EOF\nEOF\nid' } },
    subjects: [],
  });
});

test.each([
  ['give-back', 'removed'],
  ['record', 'added'],
  ['hold', 'added'],
] as const)('a name is one word of the command, whatever it says: %s, %s', (decision, change) => {
  const { args } = asked(undoText({ decision }, change, ref, live, undefined));
  expect(args).toEqual(['delete', 'rolebinding.rbac.authorization.k8s.io', '-n', 'shop', '--', hostile]);
});
