import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../src/ports/cluster.ts';
import { ROOT } from '../support/project.ts';
import type { ApiServer } from './api-server.ts';

const RESOURCES: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
};

/** The objects of a file under `deploy/`, as it is shipped. */
export function shipped(path: string): readonly KubernetesObject[] {
  return parseAllDocuments(readFileSync(join(ROOT, 'deploy', path), 'utf8')).map(
    (document) => document.toJS() as KubernetesObject,
  );
}

export function collectionOf({ apiVersion, kind, metadata: { namespace } }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${group}/${namespace === undefined ? '' : `namespaces/${namespace}/`}${RESOURCES[kind] ?? kind}`;
}

/** Creates what is not there yet, as a member of `system:masters`. */
export async function createAll(
  api: Pick<ApiServer, 'send'>,
  objects: readonly KubernetesObject[],
): Promise<void> {
  for (const object of objects) {
    const { status, body } = await api.send('POST', collectionOf(object), object);
    if (status !== 201 && status !== 409)
      throw new Error(`${object.kind} ${object.metadata.name}: ${status} ${JSON.stringify(body)}`);
  }
}
