import { liveObject } from '../../formats/kubernetes/live.ts';
import { readObjects } from '../../formats/kubernetes/objects.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { SourceTree } from '../../model/tree.ts';
import { readFluxKustomization } from '../../stages/4-agent/flux/kustomization.ts';
import type { AgentObject } from '../../stages/4-agent/read.ts';

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** What a Kustomization follows. */
export interface SourceName extends Named {
  /** Default: ExternalArtifact. */
  readonly kind?: 'GitRepository';
}

/** `KIND NAMESPACE/NAME`. */
export function sourceTitle({ kind, namespace, name }: SourceName): string {
  return `${kind ?? 'ExternalArtifact'} ${namespace}/${name}`;
}

export type FoundRoot =
  | { readonly ok: true; readonly item: AgentObject }
  | { readonly ok: false; readonly why: string };

/** The Flux Kustomization of this name that a file of the tree holds. */
export function rootInFile(tree: SourceTree, file: string, { namespace, name }: Named): FoundRoot {
  const bytes = tree.read(file);
  if (bytes === undefined) return { ok: false, why: `there is no ${file}` };
  if (!(bytes instanceof Uint8Array)) return { ok: false, why: `${file} cannot be read: ${bytes.unread}` };
  const { repository, commit } = tree;
  const origin = { path: file, repository, ...(commit === undefined ? {} : { commit }) };
  const { objects, rejected } = readObjects(readYaml(bytes, origin));
  const items = objects
    .map((object) => ({ object, chain: [] }))
    .filter((item) => item.object.name === name && item.object.namespace === namespace)
    .filter((item) => readFluxKustomization(item) !== undefined);
  const [item, second] = items;
  const [broken] = rejected;
  if (broken !== undefined) return { ok: false, why: `${file} cannot be read: ${broken.reason}` };
  if (item === undefined) return { ok: false, why: `${file} has no Kustomization ${namespace}/${name}` };
  return second === undefined ? { ok: true, item } : { ok: false, why: `${file} has two of them` };
}

/** One that no file holds: it applies a folder of what it gets through a source, and says nothing more. */
export function rootOfPath(path: string, { namespace, name }: Named, source: SourceName): FoundRoot {
  const object = liveObject(
    {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { namespace, name },
      spec: {
        path,
        sourceRef: {
          kind: source.kind ?? 'ExternalArtifact',
          namespace: source.namespace,
          name: source.name,
        },
      },
    },
    'configuration',
  );
  return object === undefined
    ? { ok: false, why: 'its configuration makes no object' }
    : { ok: true, item: { object, chain: [] } };
}
