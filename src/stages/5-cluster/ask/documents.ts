import type { EscalationDocument, RuleText, Unread, Via } from '../../../model/ask.ts';
import type { ClusterUnknown, PolicyRule } from '../../../model/rbac.ts';
import type { HeldRule } from '../authorizer.ts';
import type { Escalation } from '../escalation/escalations.ts';
import type { ReachKind } from '../escalation/primitive.ts';
import { objectName } from './names.ts';

export function viaOf({ binding, role, rule, subject }: HeldRule): Via {
  return {
    binding: objectName(binding),
    role: objectName(role),
    rule: ruleText(rule),
    location: subject.at,
    ruleLocation: rule.at,
  };
}

export function unreadOf({ reason, at }: ClusterUnknown): Unread {
  return { reason, ...(at === undefined ? {} : { location: at }) };
}

function ruleText({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): RuleText {
  return {
    verbs,
    ...(apiGroups.length === 0 ? {} : { apiGroups }),
    ...(resources.length === 0 ? {} : { resources }),
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
    ...(nonResourceURLs.length === 0 ? {} : { nonResourceURLs }),
  };
}

const REACHED: Readonly<Record<ReachKind, string>> = {
  'cluster-admin': 'cluster-admin',
  'cluster-nodes': 'the nodes of the cluster',
  'any-user': 'any user of the cluster',
  agent: 'the rights of the agent',
  'namespace-admin': 'everything',
  'service-accounts': 'the service accounts',
  secrets: 'the Secrets',
  workloads: 'the running workloads',
  access: 'the access of others',
  network: 'network traffic',
  'guard-rails': 'what guards the cluster',
  information: 'information',
};

export function escalationOf(one: Escalation): EscalationDocument {
  const { primitive, title, severity, reach, namespace, names, steps, via } = one;
  const where =
    namespace === null
      ? ''
      : reach === 'cluster-admin'
        ? `, through namespace ${namespace}`
        : ` in namespace ${namespace}`;
  return {
    primitive,
    title,
    severity,
    to: `${REACHED[reach]}${where}${names === undefined ? '' : `, by ${names.join(', ')} only`}`,
    namespace,
    ...(names === undefined ? {} : { names }),
    steps,
    via: via.map(viaOf),
  };
}
