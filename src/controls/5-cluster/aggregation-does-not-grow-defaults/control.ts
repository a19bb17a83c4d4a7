import type { Role } from '../../../model/rbac.ts';
import { growthOf } from '../../../stages/5-cluster/growth.ts';
import { type ClusterFinding, type ClusterView, holdersText, subjectOf } from '../../cluster-view.ts';
import type { Control } from '../../control.ts';
import { judgeClusters } from '../../judge-clusters.ts';

export const control: Control = {
  id: 'cluster/aggregation-does-not-grow-defaults',
  title: 'No role adds rights to admin, edit or view by which their holders get beyond their namespace',
  severity: 'high',
  evaluate: (facts) =>
    judgeClusters(facts, {
      kinds: ['ClusterRole'],
      holds: 'no role in view lets the holders of admin, edit or view become more',
      find: (view) =>
        view.cluster.roles
          .filter((role) => role.kind === 'ClusterRole' && role.aggregates === undefined)
          .flatMap((role) => grown(view, role)),
    }),
};

const LABEL = 'rbac.authorization.k8s.io/aggregate-to-';
/** The narrowest first: what edit takes over, admin has by edit. */
const DEFAULTS: readonly string[] = ['view', 'edit', 'admin'];

function grown(view: ClusterView, role: Role): readonly ClusterFinding[] {
  for (const name of DEFAULTS) {
    if (role.labels[`${LABEL}${name}`] !== 'true') continue;
    const original = view.authorizer.cluster.roles.filter(
      (one) => one.builtIn === true && one.labels[`${LABEL}${name}`] === 'true',
    );
    const growth = growthOf(
      role,
      original.flatMap((one) => one.rules),
      view.surroundings,
    );
    const [first] = growth;
    if (first === undefined) continue;
    const held = role.rules
      .flatMap((rule) => view.holders.of(rule))
      .filter((holder) => holder.role.name !== role.name && holder.kind !== 'agent');
    const titles = growth.map(({ title, primitive }) => `${title} (${primitive})`).join(', ');
    return [
      {
        subject: subjectOf(role),
        message: `${subjectOf(role)} adds itself to the default role ${name}, whose holders get by it what ${name} is not meant to give: ${titles}. The role ${name} is held by ${holdersText(held)}.`,
        location: role.labelsAt?.[`${LABEL}${name}`] ?? role.at,
        severity: held.length === 0 ? 'medium' : 'high',
        related: first.via.map(({ rule }) => rule.at),
        holders: held,
      },
    ];
  }
  return [];
}
