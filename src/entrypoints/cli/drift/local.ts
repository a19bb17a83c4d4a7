import { GitCliOpener } from '../../../adapters/git-cli/opener.ts';
import { systemClock } from '../../../adapters/system/clock.ts';
import { systemPause } from '../../../adapters/system/pause.ts';
import { defaultsOf } from '../../../flows/ask/default-roles.ts';
import type { AgainstRequest } from '../../../flows/drift/against.ts';
import { drift } from '../../../flows/drift/drift.ts';
import { watchDrift } from '../../../flows/drift/watch.ts';
import type { DriftSource } from '../commands/drift.ts';
import { collectEvidence } from '../evidence.ts';
import type { Invocation } from '../invocation.ts';
import { openNativeForge } from '../native-forge.ts';
import { eventWriter } from './events.ts';
import { clusterOf } from './kubeconfig.ts';

/** Compares a repository here with a cluster that a kubeconfig leads to. */
export async function localSource(invocation: Invocation): Promise<DriftSource> {
  const { options, cwd } = invocation;
  const cluster = await clusterOf(invocation);
  const evidence = await collectEvidence(options);
  const ports = { git: new GitCliOpener(), native: openNativeForge, cluster };
  const request = (): AgainstRequest => ({
    path: cwd,
    defaults: defaultsOf(options.defaultRoles),
    evidence,
    now: options.asOf ?? new Date().toISOString(),
    ...(options.ref === undefined ? {} : { ref: options.ref }),
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
  });
  return {
    now: () => drift(request(), ports),
    async watch() {
      const ending = new AbortController();
      const stopped = invocation.untilStopped().then(() => ending.abort());
      const writer = eventWriter(invocation);
      const around = { ...ports, tips: ports.git, pause: systemPause, clock: systemClock };
      const events = watchDrift(request, around, ending.signal);
      for await (const event of events) writer.write(event);
      await stopped;
    },
  };
}
