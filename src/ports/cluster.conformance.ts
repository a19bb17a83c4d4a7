import { afterAll, beforeAll, describe } from 'vitest';
import type { Cluster, ClusterIdentity } from './cluster.ts';
import { accessConformance } from './cluster-access.conformance.ts';
import { applyConformance } from './cluster-apply.conformance.ts';
import { escalationConformance } from './cluster-escalation.conformance.ts';
import { NAMESPACES } from './cluster-kinds.ts';
import { objectConformance } from './cluster-objects.conformance.ts';
import { type Exception, make, type Rig } from './cluster-rig.conformance.ts';
import { watchConformance } from './cluster-watch.conformance.ts';

/** A cluster with the kinds of `cluster-kinds.ts`, and a way in for anybody. */
export interface ClusterUnderTest {
  /** The credential of an identity. */
  as(identity: ClusterIdentity): Cluster;
  withToken(token: string): Cluster;
  stop(): Promise<void>;
}

/** One suite for every cluster there is. `exceptions` are left out, and each has its reason above. */
export function clusterConformance(
  name: string,
  start: () => Promise<ClusterUnderTest>,
  exceptions: readonly Exception[] = [],
): void {
  describe(`${name}, as a cluster`, () => {
    let cluster: ClusterUnderTest | undefined;
    beforeAll(async () => {
      cluster = await start();
    });
    afterAll(async () => cluster?.stop());
    let words = 0;
    const rig: Rig = {
      admin: () => rig.as('admin', 'system:masters'),
      as: (user, ...groups) => started(cluster).as({ user, groups }),
      withToken: (token) => started(cluster).withToken(token),
      word: () => {
        words += 1;
        return `conformance-${words}`;
      },
      namespace: async () => {
        const object = make(NAMESPACES, { name: rig.word() });
        return (await rig.admin().create(NAMESPACES, object)).metadata.name;
      },
      exceptions,
    };
    objectConformance(rig);
    applyConformance(rig);
    watchConformance(rig);
    accessConformance(rig);
    escalationConformance(rig);
  });
}

function started(cluster: ClusterUnderTest | undefined): ClusterUnderTest {
  if (cluster === undefined) throw new Error('the cluster has not started');
  return cluster;
}
