import { child, entriesOf, textOf } from '../../../formats/yaml/access.ts';
import type { YamlNode } from '../../../formats/yaml/tree.ts';
import type { ArgoGrant, ArgoMembership, ArgoProject, ArgoRbac, Placed } from '../../../model/argocd.ts';
import type { Location } from '../../../model/location.ts';
import type { AgentObject } from '../read.ts';

const MOST_LINES = 20_000;

/** Reads argocd-rbac-cm; without it the agent's defaults stand (no default role, glob matching, scope `groups`). */
export function readArgoRbac(namespace: string, item: AgentObject | undefined, at: Location): ArgoRbac {
  const data = child(item?.object.root, 'data');
  const policies = entriesOf(data).filter(
    ({ key }) => key.source.startsWith('policy.') && key.source.endsWith('.csv'),
  );
  policies.sort(
    (a, b) => order(a.key.source) - order(b.key.source) || (a.key.source < b.key.source ? -1 : 1),
  );
  const grants: ArgoGrant[] = BUILT_IN.map(([subject, resource, action, object]) => ({
    subject,
    resource,
    action,
    object,
    effect: 'allow' as const,
    origin: 'built-in' as const,
    at,
  }));
  const memberships: ArgoMembership[] = [
    { member: 'role:admin', role: 'role:readonly', origin: 'built-in', at },
    { member: 'admin', role: 'role:admin', origin: 'built-in', at },
  ];
  const rejected: { line: string; at: Location }[] = [];
  for (const { value } of policies) {
    for (const line of placedLines(value)) readLine(line, 'policy', grants, memberships, rejected);
  }
  const defaultRole = placedText(child(data, 'policy.default'));
  return {
    namespace,
    grants,
    memberships,
    ...(defaultRole === undefined || defaultRole.value === '' ? {} : { defaultRole }),
    matchMode: textOf(child(data, 'policy.matchMode')) === 'regex' ? 'regex' : 'glob',
    scopes: scopesOf(textOf(child(data, 'scopes'))),
    rejected,
    at: item?.object.at ?? at,
    assumed: item === undefined,
  };
}

/** The lines of a project's roles, as Argo CD adds them when the project is asked about (ProjectPoliciesString). */
export function projectPolicy(project: ArgoProject): {
  readonly grants: readonly ArgoGrant[];
  readonly memberships: readonly ArgoMembership[];
  readonly rejected: ArgoRbac['rejected'];
} {
  const grants: ArgoGrant[] = [];
  const memberships: ArgoMembership[] = [];
  const rejected: { line: string; at: Location }[] = [];
  for (const role of project.roles) {
    const subject = `proj:${project.name}:${role.name}`;
    grants.push({
      subject,
      resource: 'projects',
      action: 'get',
      object: project.name,
      effect: 'allow',
      origin: 'project',
      at: role.at,
    });
    for (const policy of role.policies)
      for (const line of policy.value.split('\n'))
        readLine({ value: line, at: policy.at }, 'project', grants, memberships, rejected);
    for (const group of role.groups)
      memberships.push({ member: group.value, role: subject, origin: 'project', at: group.at });
  }
  return { grants, memberships, rejected };
}

function order(key: string): number {
  return key === 'policy.csv' ? 0 : 1;
}

function placedText(node: YamlNode | undefined): Placed | undefined {
  const value = textOf(node);
  return value === undefined || node === undefined ? undefined : { value, at: node.at };
}

function scopesOf(written: string | undefined): readonly string[] {
  if (written === undefined) return ['groups'];
  const inner = written.trim().replace(/^\[|\]$/gu, '');
  return inner
    .split(',')
    .map((scope) => scope.trim().replaceAll(/^['"]|['"]$/gu, ''))
    .filter((scope) => scope !== '');
}

/** Each line of a block scalar at its own place; other scalars keep the place of the whole. */
function placedLines(node: YamlNode): readonly Placed[] {
  const text = textOf(node) ?? '';
  const block = node.kind === 'scalar' && node.style === 'literal';
  return text.split('\n', MOST_LINES).map((line, index) => ({
    value: line,
    at: block
      ? {
          ...node.at,
          line: node.at.line + 1 + index,
          column: 1,
          endLine: node.at.line + 1 + index,
          endColumn: line.length + 1,
        }
      : node.at,
  }));
}

/** One line as loadPolicyLine of util/rbac/rbac.go takes it: a comment, `p` with five fields, or `g` with two. */
function readLine(
  line: Placed,
  origin: ArgoGrant['origin'],
  grants: ArgoGrant[],
  memberships: ArgoMembership[],
  rejected: { line: string; at: Location }[],
): void {
  const text = line.value.trim();
  if (text === '' || text.startsWith('#')) return;
  const fields = csvFields(text);
  const [key, a = '', b = '', action = '', object = '', effect = ''] = fields ?? [];
  if (key === 'g' && fields?.length === 3) memberships.push({ member: a, role: b, origin, at: line.at });
  else if (key === 'p' && fields?.length === 6) {
    if (effect === 'allow' || effect === 'deny')
      grants.push({ subject: a, resource: b, action, object, effect, origin, at: line.at });
  } else rejected.push({ line: text, at: line.at });
}

/** One CSV record with blanks before a field skipped; blanks after it belong to it. `undefined` where quotes are wrong. */
export function csvFields(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at += 1;
    if (line[at] === '"') {
      let field = '';
      at += 1;
      for (;;) {
        const close = line.indexOf('"', at);
        if (close === -1) return undefined;
        field += line.slice(at, close);
        at = close + 1;
        if (line[at] !== '"') break;
        field += '"';
        at += 1;
      }
      if (at < line.length && line[at] !== ',') return undefined;
      fields.push(field);
    } else {
      const comma = line.indexOf(',', at);
      const field = line.slice(at, comma === -1 ? line.length : comma);
      if (field.includes('"')) return undefined;
      fields.push(field);
      at = comma === -1 ? line.length : comma;
    }
    if (at >= line.length) return fields;
    at += 1;
    if (at === line.length) return [...fields, ''];
  }
}

/** assets/builtin-policy.csv of Argo CD 3.5. */
const BUILT_IN: readonly (readonly [string, string, string, string])[] = [
  ...(['applications', 'applicationsets', 'logs'] as const).map(
    (resource) => ['role:readonly', resource, 'get', '*/*'] as const,
  ),
  ...(
    [
      'certificates',
      'clusters',
      'repositories',
      'write-repositories',
      'projects',
      'accounts',
      'gpgkeys',
    ] as const
  ).map((resource) => ['role:readonly', resource, 'get', '*'] as const),
  ...(
    [
      'create',
      'update',
      'update/*',
      'delete',
      'delete/*',
      'sync',
      'rollback',
      'override',
      'action/*',
    ] as const
  ).map((action) => ['role:admin', 'applications', action, '*/*'] as const),
  ...(['get', 'create', 'update', 'delete'] as const).map(
    (action) => ['role:admin', 'applicationsets', action, '*/*'] as const,
  ),
  ...(['certificates', 'clusters', 'repositories', 'write-repositories', 'projects'] as const).flatMap(
    (resource) =>
      (['create', 'update', 'delete'] as const).map(
        (action) => ['role:admin', resource, action, '*'] as const,
      ),
  ),
  ['role:admin', 'accounts', 'update', '*'],
  ['role:admin', 'gpgkeys', 'create', '*'],
  ['role:admin', 'gpgkeys', 'delete', '*'],
  ['role:admin', 'exec', 'create', '*/*'],
];
