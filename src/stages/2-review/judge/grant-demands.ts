import type { LandingReason } from '../../../model/landing.ts';
import type { Approval } from './approvals.ts';
import { countApprovals, type Demand, type Met } from './demand.ts';
import type { Identities } from './identities.ts';
import type { LandingInput } from './input.ts';
import { inGroup } from './review-demands.ts';
import { signedByPeople } from './signature-demands.ts';

/**
 * What the policies of temporary access demand of a change that gives some: whose agreement, or, of break-glass, the
 * signature of the robot that brings it in. To take it away nobody has to agree, because less access never grants any.
 */
export function grantDemands(
  input: LandingInput,
  approvals: readonly Approval[] | undefined,
  identities: Identities,
): readonly Demand[] {
  const { gives = [], takes = [], whole = false } = input.access ?? {};
  return [
    ...gives.flatMap(({ grant, policy }): readonly Demand[] => {
      if (grant.kind === 'break-glass') return [fromCommitter(grant.id, policy.breakGlass?.committer, input)];
      return policy.approvals.map(({ group, count }) =>
        countApprovals(
          {
            source: policy.name,
            label: `${policy.name}: ${count} of ${group} for ${grant.id}`,
            count,
            of: group,
            from: { kind: 'group', name: group },
            code: 'approvals-missing',
          },
          approvals,
          (one) => inGroup(one, group, input.evidence, identities),
        ),
      );
    }),
    ...(whole ? takes : []).map((id) => ({
      source: 'temporary access',
      label: `temporary access: ${id} ends, to which nobody has to agree`,
      met: true,
      missing: '',
      code: 'grant-altered' as const,
    })),
  ];
}

/** Access without agreement is worth knowing, whatever else is said. */
export function brokenGlass({ access }: LandingInput): readonly LandingReason[] {
  return (access?.gives ?? []).flatMap(({ grant, policy }) =>
    grant.kind === 'break-glass'
      ? [
          {
            code: 'break-glass' as const,
            detail: `${grant.person} has ${policy.name} until ${grant.expires}, to which nobody agreed: ${JSON.stringify(grant.reason)}`,
          },
        ]
      : [],
  );
}

function fromCommitter(id: string, robot: string | undefined, input: LandingInput): Demand {
  const judged = signedByPeople(input).map(({ commit, signature }) => ({
    oid: commit.oid,
    met: isBy(signature, robot),
  }));
  const failing = judged.find(({ met }) => met === false) ?? judged.find(({ met }) => met === null);
  return {
    source: 'temporary access',
    label: `temporary access: break-glass ${id}, signed by ${robot ?? 'nobody'}`,
    met: judged.length === 0 ? null : (failing?.met ?? true),
    missing: failing === undefined ? '' : `commit ${failing.oid.slice(0, 12)} is not known to be`,
    code: 'grant-not-from-committer',
  };
}

function isBy(
  { status, person }: LandingInput['commits'][number]['signature'],
  robot: string | undefined,
): Met {
  if (status === 'unknown') return null;
  return status === 'good' && robot !== undefined && person === robot;
}
