import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterAdmission } from '../../../flows/admit/judge.ts';
import { DriftBoard } from '../../../flows/guard/board/board.ts';
import type { ReplayPart } from '../../../model/scenario.ts';
import type { Cluster, ClusterIdentity } from '../../../ports/cluster.ts';
import { KUSTOMIZATIONS } from '../../../ports/cluster-kinds.ts';
import type { LedgerReader } from '../../../ports/ledger.ts';
import { changeWords, deltaWords, doneWords } from '../../../reports/drift/record-words.ts';
import { installHook } from '../../hook/install.ts';
import { compose } from '../../server/compose.ts';
import { makeLogger } from '../../server/logger.ts';
import { startServing } from '../../server/serving.ts';
import { guarded } from '../guarding/config.ts';
import { startGitServer } from '../serving/git-server.ts';
import { AUDIENCE } from '../thread/config.ts';
import type { Started } from '../thread/started.ts';
import { TENANT } from '../thread/tenant.ts';
import { until } from '../thread/until.ts';
import { accountIn, accountsIn } from './accounts.ts';
import { type AttackedCluster, clusterOfThisProcess } from './attacked-cluster.ts';
import type { Base, Roles } from './base.ts';
import { Lifetimes } from './lifetimes.ts';
import { brokered, type Pipeline, unbrokered } from './pipeline.ts';
import { configOf } from './server-config.ts';
import { startTipSource } from './tip-source.ts';

export interface ArenaRequest {
  readonly base: Base;
  readonly without: readonly ReplayPart[];
  /** An empty folder, absolute. */
  readonly root: string;
  readonly version: string;
  /** The words with which this very program is started: the hook runs it. */
  readonly self: readonly string[];
  /** With {@link attackGround} in it; one of this process where it is left out. */
  readonly cluster?: (infrastructure: string) => Promise<AttackedCluster>;
}

/** What an attacker meets. */
export interface Arena {
  readonly without: readonly ReplayPart[];
  readonly roles: Roles;
  /** A folder of its own, for the clones and keys of people. */
  readonly root: string;
  /** Where somebody pushes to, as themselves: the forge asks for no password, so every session is a phished one. */
  readonly origin: (login: string) => string;
  /** The commit at which the attack begins. */
  readonly since: string;
  readonly pipeline: Pipeline;
  readonly administrator: Cluster;
  readonly lifetimes: Lifetimes;
  readonly as: (identity: ClusterIdentity) => Promise<Cluster>;
  /** What the ledger says of a binding that the guard took back; absent where it did not. */
  readonly takenBack: (binding: string) => Promise<readonly string[] | undefined>;
  readonly withToken: (token: string) => Promise<Cluster>;
}

/** Nobody waits longer for anything to happen. */
export const PATIENCE_MS = 60_000;

/** The organisation with its layers, on loopback and in this process; what `without` names is replaced by what there is without it. */
export async function setArena(request: ArenaRequest, started: Started): Promise<Arena> {
  const { base, without, root, version, self } = request;
  const handover = await base.handedOver(without, root);
  const { repository, roster, since } = handover;
  if (without.includes('gate')) tellOnly(repository);
  else await installHook({ folder: repository, roster, self, now: new Date().toISOString() });
  const git = started.keep(await startGitServer('infrastructure', repository));
  const cluster = await (request.cluster ?? clusterOfThisProcess)(base.infrastructure);
  const { administrator } = cluster;
  const logger = makeLogger({ write: () => undefined });
  const config = await configOf(cluster, base, handover, without, root);
  const admission: { judge?: ClusterAdmission } = {};
  const composed = await compose({
    config,
    data: join(root, 'data'),
    version,
    logger,
    env: {},
    clusters: new Map([['production', await accountsIn(cluster, without)]]),
    ...(without.includes('admission') || cluster.admission.kind === 'webhook'
      ? {}
      : { asking: new Map([['production', (judge) => void (admission.judge = judge)]]) }),
  });
  started.keep({ stop: () => composed.close() });
  const server = started.keep(await startServing({ config, services: composed.services, logger }));
  composed.begin(server);
  started.keep(cluster.startAgent());

  if (without.includes('source')) {
    const ref = 'refs/heads/main';
    const folder = join(root, 'archives');
    const publisher = await accountIn(cluster, 'publisher');
    started.keep(await startTipSource({ repository, ref, folder, cluster: publisher }));
  }
  const pipeline = without.includes('broker')
    ? await unbrokered(administrator, base.jobs, AUDIENCE)
    : brokered({
        server: server.url,
        audience: AUDIENCE,
        jobs: base.jobs,
        ledger: composed.services.ledger,
      });
  await begun(administrator, since);
  if (config.guards.length > 0) await guarded(composed.services);
  if (cluster.admission.kind === 'direct') {
    if (admission.judge !== undefined) cluster.admission.ask(await enforcing(admission.judge));
  } else if (!without.includes('admission')) await cluster.admission.asks();
  return {
    without,
    roles: base.roles,
    root,
    origin: (login) => git.origin(login),
    since,
    pipeline,
    administrator,
    lifetimes: started.keep(await Lifetimes.follow(administrator)),
    as: (identity) => cluster.as(identity),
    takenBack: (binding) => takenBack(composed.services.ledger, binding),
    withToken: (token) => cluster.withToken(token),
  };
}

/** Says that somebody pushed, as any forge does, and asks nobody whether they may. */
function tellOnly(repository: string): void {
  mkdirSync(join(repository, 'mainward'), { recursive: true });
  mkdirSync(join(repository, 'hooks'), { recursive: true });
  const hook = '#!/bin/sh\nexec cat >> mainward/moved\n';
  writeFileSync(join(repository, 'hooks', 'post-receive'), hook, { mode: 0o755 });
}

/** Until it has read the policy it only looks. */
async function enforcing(judge: ClusterAdmission): Promise<ClusterAdmission> {
  const mode = await until(
    async () => ((await judge.mode()) === 'enforce' ? 'enforce' : undefined),
    PATIENCE_MS,
  );
  if (mode === undefined) throw new ReplayBroken('admission never read that it is to refuse');
  return judge;
}

/** What was seen of a binding that is gone, and what was done about it. */
async function takenBack(ledger: LedgerReader, binding: string): Promise<readonly string[] | undefined> {
  const board = new DriftBoard(ledger);
  const over = await until(async () => {
    const { drift } = await board.page({ open: false, limit: 20 });
    return drift.map(({ record }) => record).find(({ object }) => object.name === binding);
  }, PATIENCE_MS);
  if (over?.actions.some(({ outcome }) => outcome === 'done') !== true) return undefined;
  const [gained = ''] = deltaWords(over);
  return [changeWords(over), gained, ...doneWords(over)];
}

/** An attack begins when what was handed over is applied. */
async function begun(administrator: Cluster, since: string): Promise<void> {
  const { name, namespace = '' } = TENANT.metadata;
  const applied = await until(async () => {
    const found = await administrator.get({ type: KUSTOMIZATIONS, name, namespace });
    const status = found?.['status'] as { readonly lastAppliedRevision?: string } | undefined;
    return status?.lastAppliedRevision === `main@sha1:${since}` ? true : undefined;
  }, PATIENCE_MS);
  if (applied === undefined) throw new ReplayBroken('the agent never applied what it began with');
}

/** What a replay rests on is not so; nothing can be said of any layer then. */
export class ReplayBroken extends Error {
  constructor(why: string) {
    super(`The replay cannot go on: ${why}.`);
    this.name = 'ReplayBroken';
  }
}
