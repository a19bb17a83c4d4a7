import { MainwardError } from '../../../model/errors.ts';
import type { RbacSubject } from '../../../model/rbac.ts';
import type { ClusterSelf } from '../../../ports/cluster.ts';
import type { ClusterPower } from '../config/config.ts';
import { GUARD_POWERS } from '../config/guards.ts';

/**
 * Whom the API server takes each account for, by power. Throws CONFIG_INVALID where an account of a guard is also another
 * one: that may be so although context, user and token in the kubeconfig differ.
 */
export async function identified(
  cluster: string,
  accounts: Readonly<Partial<Record<ClusterPower, ClusterSelf>>>,
): Promise<ReadonlyMap<ClusterPower, string>> {
  const found = new Map<ClusterPower, string>();
  for (const power of POWERS) {
    const user = (await accounts[power]?.whoAmI())?.user;
    if (user === undefined) continue;
    const other = [...found].find(
      ([one, known]) => known === user && (isGuards(one) || isGuards(power)),
    )?.[0];
    if (other !== undefined)
      throw new MainwardError(
        'CONFIG_INVALID',
        `The ${power} and the ${other} of the cluster ${JSON.stringify(cluster)} are one account there, so it is not guarded: what can take access away must be able to do nothing else.`,
        {
          fields: { cluster },
          remedy: 'Give each an account of its own; deploy/guard/accounts.yaml has them.',
        },
      );
    found.set(power, user);
  }
  return found;
}

const POWERS: readonly ClusterPower[] = ['broker', 'publisher', 'observer', ...GUARD_POWERS];

function isGuards(power: ClusterPower): boolean {
  return GUARD_POWERS.some((one) => one === power);
}

/** As RBAC names a user. */
export function subjectOf(user: string): RbacSubject {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace === undefined || name === undefined
    ? { kind: 'User', name: user }
    : { kind: 'ServiceAccount', name, namespace };
}
