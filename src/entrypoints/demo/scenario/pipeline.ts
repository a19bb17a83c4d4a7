import type { Cluster } from '../../../ports/cluster.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import type { JobClaims, JobIssuer } from '../serving/job-issuer.ts';
import { jobToken, type Traded, trade } from '../thread/exchange.ts';

/** A job of the pipeline of `infrastructure`, as its issuer describes it. */
export type Job = Pick<JobClaims, 'ref' | 'sha' | 'event_name'>;

/** What a job got when it asked for a credential. */
export interface Got {
  readonly credential?: string;
  /** In words; for a refusal also why, which the job itself is not told. */
  readonly said: readonly string[];
}

/** How jobs come by credentials. */
export interface Pipeline {
  /** Does every job find a credential that never ends among its secrets? Otherwise each asks the broker. */
  readonly isStatic: boolean;
  /** The identity token of a job. */
  tokenOf(job: Job): Promise<string>;
  /** Trades it for the credential of `validate` or `deploy`. */
  ask(token: string, stage: 'validate' | 'deploy'): Promise<Got>;
  /** What lies among the secrets of every job, where there is no broker. */
  secret(): Promise<string | undefined>;
}

/** Jobs trade their tokens at the server's broker. */
export function brokered(parts: {
  readonly server: URL;
  readonly audience: string;
  readonly jobs: JobIssuer;
  readonly ledger: LedgerReader;
}): Pipeline {
  return {
    isStatic: false,
    tokenOf: (job) => jobToken(parts, job),
    async ask(token, stage) {
      const traded = await trade(parts, token, `${stage}/production`);
      if (traded.credential !== undefined)
        return { credential: traded.credential, said: [`${stage}/production, ${lasting(traded)}`] };
      const [newest] = await parts.ledger.find({ types: ['credential.refused'] });
      const why = newest?.entry.type === 'credential.refused' ? newest.entry.code : undefined;
      return {
        said: [
          `error: ${traded.error ?? `status ${traded.status}`}`,
          ...(why === undefined ? [] : [`the ledger: credential.refused, ${why}`]),
        ],
      };
    },
    secret: async () => undefined,
  };
}

/** What an organisation has without a broker: a token of the account that deploys, good for a year, in every job. */
export async function unbrokered(
  administrator: Cluster,
  jobs: JobIssuer,
  audience: string,
): Promise<Pipeline> {
  const { token } = await administrator.issue({
    namespace: 'pipelines',
    name: 'deploy-production',
    audiences: [],
    seconds: YEAR,
  });
  return {
    isStatic: true,
    tokenOf: (job) => jobToken({ jobs, audience }, job),
    ask: async () => ({ said: ['nobody trades tokens here'] }),
    secret: async () => token,
  };
}

function lasting({ expiresIn = 0 }: Traded): string {
  return `for ${Math.round(expiresIn / 60)} minutes`;
}

const YEAR = 365 * 24 * 3_600;
