import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { child, entriesOf, isNull } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { LabelSelector, PolicyRule, Role } from '../../model/rbac.ts';
import { list, mapping, stringMap, text, texts } from './refused.ts';

/** A Role or ClusterRole. Throws `Refused` where it cannot be decoded; a rule that means nothing is kept. */
export function readRole(
  object: KubeObject,
  kind: Role['kind'],
  name: string,
  namespace: string | undefined,
): Role {
  const aggregation = kind === 'ClusterRole' ? child(object.root, 'aggregationRule') : undefined;
  if (aggregation !== undefined && !isNull(aggregation)) mapping(aggregation, 'aggregationRule');
  return {
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    rules: list(object.root, 'rules').map(readRule),
    ...(aggregation?.kind === 'mapping'
      ? { aggregates: list(aggregation, 'clusterRoleSelectors').map(readSelector) }
      : {}),
    labels: stringMap(object.root, 'labels'),
    labelsAt: Object.fromEntries(
      entriesOf(child(object.root, 'metadata', 'labels')).map(({ key }) => [key.source, key.at]),
    ),
    annotations: stringMap(object.root, 'annotations'),
    at: object.at,
  };
}

function readRule(node: YamlNode): PolicyRule {
  mapping(node, 'a rule');
  return {
    verbs: texts(node, 'verbs'),
    apiGroups: texts(node, 'apiGroups'),
    resources: texts(node, 'resources'),
    resourceNames: texts(node, 'resourceNames'),
    nonResourceURLs: texts(node, 'nonResourceURLs'),
    at: node.at,
  };
}

function readSelector(node: YamlNode): LabelSelector {
  mapping(node, 'a selector');
  return {
    matchLabels: stringMap(node, 'matchLabels'),
    matchExpressions: list(node, 'matchExpressions').map((one) => ({
      key: text(one, 'key'),
      operator: text(one, 'operator'),
      values: texts(one, 'values'),
    })),
  };
}
