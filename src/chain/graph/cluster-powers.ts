import type { Gap } from '../../model/graph.ts';
import type { BoundSubject } from '../../model/rbac.ts';
import type { Authorizer, HeldRule } from '../../stages/5-cluster/authorizer.ts';
import { Authorizer as ClusterAuthorizer } from '../../stages/5-cluster/authorizer.ts';
import { withDefaults } from '../../stages/5-cluster/compose.ts';
import { defaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { requesterOf } from '../../stages/5-cluster/match.ts';
import { powersIn, scopesOf } from '../../stages/5-cluster/powers.ts';
import type { ClusterPower } from './administration.ts';
import type { ChainMaterial } from './material.ts';

/** Names of Kubernetes' own, and the user that early versions of Flux impersonated (`flux create tenant` still binds it). */
const MACHINES = /^(?:system|gotk):/;

/** Users and groups that bindings in view give power over a cluster directly. */
export function clusterPowers(
  material: ChainMaterial,
  environments: readonly string[],
): { readonly powers: readonly ClusterPower[]; readonly gaps: readonly Gap[] } {
  const powers: ClusterPower[] = [];
  const gaps: Gap[] = [];
  const defaults = defaultPolicy('1.35');
  for (const cluster of material.clusters) {
    const environment =
      material.feeds.find((facts) => facts.cluster === cluster.name)?.environment ??
      environments[0] ??
      cluster.name;
    const authorizer = new ClusterAuthorizer(
      defaults === undefined ? cluster : withDefaults(cluster, defaults),
    );
    const subjects = new Map(
      cluster.bindings
        .flatMap((binding) => binding.subjects)
        .filter((subject) => subject.kind !== 'ServiceAccount' && !MACHINES.test(subject.name))
        .map((subject) => [`${subject.kind} ${subject.name}`, subject]),
    );
    for (const subject of subjects.values())
      powers.push(powerOf(authorizer, subject, cluster.name, environment));
    if (cluster.unknown.length > 0) {
      gaps.push({
        route: 'administration',
        target: environment,
        what: `not everything that applies to cluster ${cluster.name} was read (${cluster.unknown[0]?.reason ?? ''})`,
        provide: 'the missing sources as further PATHs, or rendered manifests',
      });
    }
  }
  return { powers: powers.filter((power) => power.effects.workload || power.effects.access), gaps };
}

function powerOf(
  authorizer: Authorizer,
  subject: BoundSubject,
  cluster: string,
  environment: string,
): ClusterPower {
  const scopes = ['', ...scopesOf(authorizer.held(requesterOf(subject)))];
  const found: { workload?: HeldRule | 'masters' | undefined; access?: HeldRule | 'masters' | undefined } =
    {};
  for (const scope of scopes) {
    const powers = powersIn(authorizer, subject, scope);
    found.workload ??= powers.workload;
    found.access ??= powers.access;
  }
  const because = found.access ?? found.workload;
  const held = because === undefined || because === 'masters' ? undefined : because;
  return {
    cluster,
    environment,
    subject: { kind: subject.kind, name: subject.name },
    effects: { workload: found.workload !== undefined, access: found.access !== undefined },
    why:
      held === undefined
        ? 'is all-powerful'
        : `${held.binding.kind} ${held.binding.name} gives ${held.role.kind} ${held.role.name}`,
    ...(held === undefined ? {} : { location: held.binding.at }),
  };
}
