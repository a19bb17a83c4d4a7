import type { DriftRecord } from '../../../model/drift.ts';
import type { Requirement } from '../../../model/policy.ts';

const LONGEST_SLUG = 48;

/** A branch that nobody else has, and that no shell reads anything into. */
export function branchOf({ id, object }: DriftRecord): string {
  const slug = `${object.kind}-${object.name}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');
  return `keep-${slug === '' ? 'object' : slug}-${id}`;
}

const VERBS: Readonly<Record<DriftRecord['change'], string>> = {
  added: 'Add',
  changed: 'Change',
  removed: 'Remove',
};

export function titleOf({ change, object, cluster }: DriftRecord): string {
  const { kind, namespace, name } = object;
  return `${VERBS[change]} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name} as it was in ${cluster}`;
}

/** What whoever agrees reads. Names of people are left out: what is offered stays in Git for ever. */
export function bodyOf(record: DriftRecord): string {
  const opens = (record.delta?.opens ?? []).slice(0, 5).map((way) => `- It opens: ${way}`);
  return [
    `Past Git, ${CHANGES[record.change]} in the cluster ${record.cluster} (seen ${record.seenAt}, entry ${record.id} of the ledger).`,
    'This keeps it, if whoever must agree does.',
    ...(opens.length === 0 ? [] : ['', ...opens]),
  ].join('\n');
}

const CHANGES: Readonly<Record<DriftRecord['change'], string>> = {
  added: 'this object was added',
  changed: 'this object was changed',
  removed: 'this object was removed',
};

/** What a person types in a clone of the repository. Nothing in it comes from the cluster but letters, digits and `-`. */
export function commandsOf(record: DriftRecord, ref: string): readonly string[] {
  const branch = branchOf(record);
  const onto = ref.replace(/^refs\/heads\//, '');
  const patch = `${branch}.patch`;
  return [
    'git fetch origin',
    `git switch --create ${branch} ${quoted(`origin/${onto}`)}`,
    `git apply --index ${patch}`,
    `git commit --gpg-sign --message ${quoted(plainText(titleOf(record)))}`,
    `git push --set-upstream origin ${branch}`,
  ];
}

/** Who must agree, by the requirements that speak of it. */
export function approvalsOf(requirements: readonly Requirement[]): readonly string[] {
  return requirements.flatMap(({ name, approvals }) =>
    approvals.map(({ group, count }) => `${count} of ${group} (${name})`),
  );
}

function plainText(text: string): string {
  return text.replace(/[^\w .:/-]/g, '_');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
