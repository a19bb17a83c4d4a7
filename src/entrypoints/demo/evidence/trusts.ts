import type { TrustEvidence } from '../../../model/trust.ts';
import { ACCOUNT } from '../applications/workflows.ts';
import type { Calendar } from '../calendar.ts';
import { CLUSTERS, repositoryOf, TEAMS } from '../organisation/teams.ts';

const ISSUER = 'token.actions.githubusercontent.com';

/** The roles of the cloud that workflows may assume, by the name of their file: one for images, one for each environment. */
export function trusts(calendar: Calendar): ReadonlyMap<string, TrustEvidence> {
  const made = new Map<string, TrustEvidence>();
  for (const { name } of TEAMS) {
    const repository = repositoryOf(name);
    const role = (suffix: string, subject: string, reaches: TrustEvidence['reaches']): void => {
      made.set(`${repository}-${suffix}`, {
        schema: 'mainward.dev/trust-evidence/v1',
        provider: 'aws',
        id: `arn:aws:iam::${ACCOUNT}:role/${repository}-${suffix}`,
        document: assumeRole({ StringEquals: { [`${ISSUER}:aud`]: AUDIENCE, [`${ISSUER}:sub`]: subject } }),
        ...(reaches === undefined ? {} : { reaches }),
        source: `aws iam get-role --role-name ${repository}-${suffix}`,
        observedAt: calendar.now,
      });
    };
    role('images', `repo:acme/${repository}:ref:refs/heads/main`, []);
    for (const environment of CLUSTERS)
      role(environment, `repo:acme/${repository}:environment:${environment}`, [
        { environment, effects: ['workload'] },
      ]);
  }
  return made;
}

/** The same role, for every subject of the pattern. */
export function forEverySubject(trust: TrustEvidence, pattern: string): TrustEvidence {
  const document = assumeRole({
    StringEquals: { [`${ISSUER}:aud`]: AUDIENCE },
    StringLike: { [`${ISSUER}:sub`]: pattern },
  });
  return { ...trust, document };
}

const AUDIENCE = 'sts.amazonaws.com';

function assumeRole(condition: Readonly<Record<string, Readonly<Record<string, string>>>>): unknown {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: condition,
      },
    ],
  };
}
