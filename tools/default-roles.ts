/**
 * Makes src/stages/5-cluster/default-roles-1.35.ts from the expected bootstrap policy of a Kubernetes release:
 *   node tools/default-roles.ts <folder bootstrappolicy/testdata of module k8s.io/kubernetes>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { parse } from 'yaml';

interface Item {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
  };
  readonly rules?: readonly Record<string, readonly string[]>[] | null;
  readonly aggregationRule?: { readonly clusterRoleSelectors: readonly unknown[] };
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
}

const VERSION = '1.35';
const FILES = [
  'cluster-roles',
  'controller-roles',
  'namespace-roles',
  'cluster-role-bindings',
  'controller-role-bindings',
  'namespace-role-bindings',
];

function main(folder: string): void {
  const items = FILES.flatMap(
    (file) => (parse(readFileSync(join(folder, `${file}.yaml`), 'utf8')) as { items: Item[] }).items,
  );
  const roles = items
    .filter((item) => item.kind.endsWith('Role'))
    .map((item) => ({
      kind: item.kind,
      name: item.metadata.name,
      ...(item.metadata.namespace === undefined ? {} : { namespace: item.metadata.namespace }),
      labels: item.metadata.labels ?? {},
      ...(item.aggregationRule === undefined
        ? {}
        : { aggregates: item.aggregationRule.clusterRoleSelectors }),
      rules: (item.rules ?? []).map((rule) => [
        rule['verbs'] ?? [],
        rule['apiGroups'] ?? [],
        rule['resources'] ?? [],
        rule['resourceNames'] ?? [],
        rule['nonResourceURLs'] ?? [],
      ]),
    }));
  const bindings = items
    .filter((item) => item.kind.endsWith('Binding'))
    .map((item) => ({
      kind: item.kind,
      name: item.metadata.name,
      ...(item.metadata.namespace === undefined ? {} : { namespace: item.metadata.namespace }),
      roleRef: { kind: item.roleRef?.kind, name: item.roleRef?.name },
      subjects: (item.subjects ?? []).map(({ kind, name, namespace }) => ({
        kind,
        name,
        ...(namespace === undefined ? {} : { namespace }),
      })),
    }));
  const lines = [
    `/** Bootstrap policy of Kubernetes ${VERSION}.0: module k8s.io/kubernetes v${VERSION}.0, plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata (Apache-2.0). Made by tools/default-roles.ts. */`,
    `export const BOOTSTRAP_ROLES_${VERSION.replace('.', '_')}: string = \`[`,
    roles.map((role) => escape(JSON.stringify(role))).join(',\n'),
    ']`;',
    `export const BOOTSTRAP_BINDINGS_${VERSION.replace('.', '_')}: string = \`[`,
    bindings.map((binding) => escape(JSON.stringify(binding))).join(',\n'),
    ']`;',
    '',
  ];
  writeFileSync(`src/stages/5-cluster/default-roles-${VERSION}.ts`, lines.join('\n'));
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
}

main(argv[2] ?? '.');
