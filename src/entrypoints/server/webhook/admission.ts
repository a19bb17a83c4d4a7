import type { FastifyBaseLogger } from 'fastify';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { systemRandom } from '../../../adapters/system/random.ts';
import { ClusterAdmission } from '../../../flows/admit/judge.ts';
import { AdmissionRecorder } from '../../../flows/admit/record.ts';
import { Violations } from '../../../flows/admit/violations.ts';
import type { DesiredSource } from '../../../flows/guard/desired/state.ts';
import type { Witness } from '../../../flows/guard/who/witness.ts';
import type { LedgerWriter } from '../../../ports/ledger.ts';
import type { LiveRbac } from '../../../stages/5-cluster/drift/live-rbac.ts';
import type { WebhookMeters } from './meters.ts';

/** What judges requests of one cluster is made of. */
export interface AdmissionSetup {
  readonly cluster: string;
  readonly desired: DesiredSource;
  /** `undefined` until every kind was listed once. */
  readonly live: () => LiveRbac | undefined;
  readonly witness: Witness;
  readonly ledger: LedgerWriter;
  /** User names of those who offer verified sources in this cluster; may become known later. */
  readonly publishers: ReadonlySet<string>;
  readonly logger: FastifyBaseLogger;
  readonly meters: WebhookMeters;
}

/** As which Argo CD's own parts write, where it is installed as usual. */
const AGENTS: readonly string[] = [
  'argocd-server',
  'argocd-application-controller',
  'argocd-applicationset-controller',
].map((name) => `system:serviceaccount:argocd:${name}`);

/** Judges by the clock of this machine. */
export async function composeAdmission(setup: AdmissionSetup): Promise<ClusterAdmission> {
  const { cluster, logger, meters } = setup;
  // With every control come their documents.
  const { CONTROLS } = await import('../../../controls/registry.generated.ts');
  const recorder = new AdmissionRecorder({
    cluster,
    ledger: setup.ledger,
    clock: systemClock,
    random: systemRandom,
    pause: systemPause,
    failed: (error) => logger.error({ cluster, err: error }, 'a judgement of admission was not recorded'),
  });
  return new ClusterAdmission({
    cluster,
    desired: setup.desired,
    live: setup.live,
    witness: setup.witness,
    violations: new Violations(CONTROLS),
    recorder,
    clock: systemClock,
    pause: systemPause,
    publishers: setup.publishers,
    agents: new Set(AGENTS),
    judged: (code, mode) => meters.answers.add({ cluster, code, mode }),
  });
}
