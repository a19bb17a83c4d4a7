import {
  type AccessGrant,
  type AccessPolicy,
  EXPIRES_ANNOTATION,
  GRANT_ANNOTATION,
  GRANTS_FOLDER,
} from '../../model/access-grant.ts';

/** A file of a repository, as text. */
export interface BundleFile {
  readonly path: string;
  readonly text: string;
}

/** The two files of one grant. */
export interface Bundle {
  /** The Grant itself. */
  readonly record: BundleFile;
  /** What the agent applies: one binding a role that is offered. */
  readonly manifest: BundleFile;
}

/**
 * The files of a grant, byte for byte: whoever asks for it writes these, and a change that brings others is refused. So
 * what people agree to is what the policy offers, to exactly this person, until exactly this time.
 */
export function bundleOf(grant: AccessGrant, policy: AccessPolicy): Bundle {
  return {
    record: { path: recordPath(grant.id), text: recordText(grant) },
    manifest: {
      path: manifestPath(grant.id, policy),
      text: policy.offers.map((offer, index) => bindingText(grant, offer, index)).join('---\n'),
    },
  };
}

export function recordPath(id: string): string {
  return `${GRANTS_FOLDER}/${id}.yaml`;
}

/** The id in the name of a record; `undefined` for any other path. */
export function idOfRecord(path: string): string | undefined {
  const name = path.startsWith(`${GRANTS_FOLDER}/`) ? path.slice(GRANTS_FOLDER.length + 1) : '';
  return /^([a-z0-9-]+)\.yaml$/.exec(name)?.[1];
}

export function manifestPath(id: string, { folder }: Pick<AccessPolicy, 'folder'>): string {
  return `${folder}/${manifestName(id)}`;
}

export function manifestName(id: string): string {
  return `mainward-${id}.yaml`;
}

/** Where a kustomization of a folder may be. */
export function kustomizationsIn(folder: string): readonly string[] {
  return ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].map((name) => `${folder}/${name}`);
}

function recordText({
  id,
  policy,
  kind,
  person,
  subject,
  reason,
  requestedAt,
  expires,
}: AccessGrant): string {
  return [
    'apiVersion: mainward.dev/v1alpha1',
    'kind: Grant',
    'metadata:',
    `  name: ${quoted(id)}`,
    'spec:',
    `  policy: ${quoted(policy)}`,
    `  kind: ${kind}`,
    `  person: ${quoted(person)}`,
    '  subject:',
    `    kind: ${subject.kind}`,
    `    name: ${quoted(subject.name)}`,
    `  reason: ${quoted(reason)}`,
    `  requestedAt: ${quoted(requestedAt)}`,
    `  expires: ${quoted(expires)}`,
    '',
  ].join('\n');
}

function bindingText(
  { id, subject, expires }: AccessGrant,
  { namespace, role }: AccessPolicy['offers'][number],
  index: number,
): string {
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding'}`,
    'metadata:',
    `  name: ${quoted(`mainward-${id}${index === 0 ? '' : `-${index + 1}`}`)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${quoted(namespace)}`]),
    '  labels:',
    '    app.kubernetes.io/managed-by: mainward',
    '  annotations:',
    `    ${GRANT_ANNOTATION}: ${quoted(id)}`,
    `    ${EXPIRES_ANNOTATION}: ${quoted(expires)}`,
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    `  kind: ${role.kind}`,
    `  name: ${quoted(role.name)}`,
    'subjects:',
    '- apiGroup: rbac.authorization.k8s.io',
    `  kind: ${subject.kind}`,
    `  name: ${quoted(subject.name)}`,
    '',
  ].join('\n');
}

/** A text that is JSON is the same text in YAML. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
