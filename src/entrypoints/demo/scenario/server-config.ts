import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplayPart } from '../../../model/scenario.ts';
import { readConfig } from '../../server/config/read.ts';
import { withGuard } from '../guarding/config.ts';
import { freeAddress } from '../serving/listening.ts';
import { stageConfig } from '../thread/config.ts';
import type { Handover } from '../thread/handover.ts';
import type { AttackedCluster } from './attacked-cluster.ts';
import type { Base } from './base.ts';

/** What the server of a configuration is told. */
export async function configOf(
  { admission }: AttackedCluster,
  base: Base,
  { repository, since }: Handover,
  without: readonly ReplayPart[],
  root: string,
): Promise<ReturnType<typeof readConfig>> {
  mkdirSync(join(root, 'data'), { recursive: true });
  const isWatched = !without.includes('guard') || !without.includes('admission');
  const staged = stageConfig({
    publicUrl: await freeAddress(),
    artifactsUrl: await freeAddress(),
    kubeconfig: join(root, 'kubeconfig'),
    jobIssuer: base.jobs.issuer,
    repository,
    since,
  });
  const watched = isWatched ? withGuard(staged) : staged;
  const isAsked = !without.includes('admission') && admission.kind === 'webhook';
  const { broker, ...config } = isAsked ? await admission.config(watched) : watched;
  const text = JSON.stringify({
    ...config,
    ...(without.includes('broker') ? { issuers: [] } : { broker }),
  });
  return readConfig(new TextEncoder().encode(text), 'the replay', root);
}
