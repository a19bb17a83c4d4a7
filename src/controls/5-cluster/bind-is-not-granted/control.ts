import { givesRbacVerb, wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import type { Control } from '../../control.ts';
import { judgeRights } from '../../judge-rights.ts';

export const control: Control = {
  id: 'cluster/bind-is-not-granted',
  title: 'Nobody may bind roles stronger than what they hold',
  severity: 'high',
  evaluate: (facts) =>
    judgeRights(facts, {
      severity: 'high',
      holds: 'no role in view gives the verb bind on a strong role',
      concerns: (rule, { surroundings }) =>
        wildcardOf(rule) === undefined &&
        givesRbacVerb(rule, 'bind') &&
        !givesRbacVerb(rule, 'escalate') &&
        (rule.resourceNames.length === 0 || rule.resourceNames.some((name) => surroundings.isPowerful(name))),
      opens: ['RB-BIND-C', 'RB-BIND-N'],
      says: (role, rule) =>
        `${role} gives the verb bind on ${rule.resourceNames.length === 0 ? 'any role' : rule.resourceNames.join(', ')}, which lets its holder bind a role to themselves without having its rights.`,
    }),
};
