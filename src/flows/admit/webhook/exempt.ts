interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

const AGGREGATORS =
  "['system:serviceaccount:kube-system:clusterrole-aggregation-controller', 'system:kube-controller-manager']";
const CLEANERS =
  "['system:serviceaccount:kube-system:namespace-controller', 'system:serviceaccount:kube-system:generic-garbage-collector', 'system:kube-controller-manager']";
const SAME_MARKS =
  'object.metadata.?labels.orValue({}) == oldObject.metadata.?labels.orValue({}) && object.metadata.?annotations.orValue({}) == oldObject.metadata.?annotations.orValue({})';
/** Argo CD keeps its status beside the spec, and a sync that is asked for as well; its controller begins syncs by itself. */
const SAME_SYNC = 'object.?operation.orValue({}) == oldObject.?operation.orValue({})';

/**
 * What is not even asked about, so that a cluster lives while we are away: what Kubernetes does by itself to the kinds that
 * are judged, and what agents note on their own objects. CEL, evaluated in the API server; each says who is asked about.
 */
export const EXEMPT_FROM_WRITES: readonly MatchCondition[] = [
  {
    name: 'not-the-defaults-of-the-api-server',
    expression:
      "!(request.userInfo.username == 'system:apiserver' && 'system:masters' in request.userInfo.groups && request.resource.group == 'rbac.authorization.k8s.io' && (object.metadata.name.startsWith('system:') || object.metadata.name in ['cluster-admin', 'admin', 'edit', 'view']))",
  },
  {
    name: 'not-the-aggregation-of-roles',
    expression: `!(request.userInfo.username in ${AGGREGATORS} && request.operation == 'UPDATE' && request.resource.resource == 'clusterroles' && has(object.aggregationRule) && has(oldObject.aggregationRule) && object.aggregationRule == oldObject.aggregationRule && ${SAME_MARKS})`,
  },
  {
    name: 'not-what-agents-note',
    expression: `!(request.operation == 'UPDATE' && (!has(request.subResource) || request.subResource == '') && object.?spec.orValue({}) == oldObject.?spec.orValue({}) && ${SAME_MARKS} && (request.resource.group.endsWith('.toolkit.fluxcd.io') || (request.resource.group == 'argoproj.io' && (${SAME_SYNC} || request.userInfo.username == 'system:serviceaccount:argocd:argocd-application-controller'))))`,
  },
];

export const EXEMPT_FROM_REMOVALS: readonly MatchCondition[] = [
  {
    name: 'not-the-cleaners-of-kubernetes',
    expression: `!(request.userInfo.username in ${CLEANERS})`,
  },
];
