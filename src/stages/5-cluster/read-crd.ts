import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { child, stringsOf, textOf } from '../../formats/yaml/access.ts';
import type { ServedResource } from '../../model/rbac.ts';

/** What a CustomResourceDefinition adds to what can be asked for; `undefined` where it names nothing. */
export function readServedResource(object: KubeObject): ServedResource | undefined {
  const spec = child(object.root, 'spec');
  const group = textOf(child(spec, 'group'));
  const resource = textOf(child(spec, 'names', 'plural'));
  if (group === undefined || resource === undefined) return undefined;
  const singular =
    textOf(child(spec, 'names', 'singular')) ?? textOf(child(spec, 'names', 'kind'))?.toLowerCase();
  return {
    group,
    resource,
    namespaced: textOf(child(spec, 'scope')) !== 'Cluster',
    aliases: [
      ...(singular === undefined ? [] : [singular]),
      ...stringsOf(child(spec, 'names', 'shortNames')).map((one) => one.text),
    ],
  };
}
