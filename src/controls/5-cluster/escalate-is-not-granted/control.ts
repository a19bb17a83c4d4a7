import { givesRbacVerb, wildcardOf } from '../../../stages/5-cluster/rule-power.ts';
import type { Control } from '../../control.ts';
import { judgeRights } from '../../judge-rights.ts';

export const control: Control = {
  id: 'cluster/escalate-is-not-granted',
  title: 'Nobody may write rights into roles that they do not hold',
  severity: 'high',
  evaluate: (facts) =>
    judgeRights(facts, {
      severity: 'high',
      holds: 'no role in view gives the verb escalate',
      concerns: (rule) => wildcardOf(rule) === undefined && givesRbacVerb(rule, 'escalate'),
      opens: ['RB-ESCALATE', 'RB-ESCALATE-N', 'RB-BIND-C', 'RB-BIND-N'],
      says: (role, rule) =>
        `${role} gives ${rule.verbs.includes('*') ? 'every verb, and with it escalate,' : 'the verb escalate'} on ${rule.resourceNames.length === 0 ? 'roles' : rule.resourceNames.join(', ')}, which lets its holder write any right into a role they are bound to.`,
    }),
};
