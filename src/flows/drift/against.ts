import { type FedCluster, fedClusters } from '../../chain/desired/fed.ts';
import { readFed } from '../../chain/read/fed.ts';
import type { DriftUnknown } from '../../model/drift-document.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Landing } from '../../model/landing.ts';
import type { GuardPolicy } from '../../model/policy.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { DefaultPolicy } from '../../stages/5-cluster/defaults.ts';
import { chooseCluster } from '../ask/choose.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readDeclared } from '../scan/declared.ts';
import { isWanted } from '../scan/open.ts';
import { readSourceTree } from '../scan/source-tree.ts';
import type { OpenNativeForge } from '../verify/native.ts';
import { verify } from '../verify/verify.ts';
import type { Wanted } from './comparison.ts';

export interface AgainstRequest {
  /** In a repository; absolute. */
  readonly path: string;
  readonly ref?: string;
  readonly since?: string;
  readonly cluster?: string;
  readonly defaults: DefaultPolicy;
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface AgainstPorts {
  readonly git: GitOpener;
  readonly native: OpenNativeForge;
}

/** What a cluster is compared with. */
export interface Against {
  readonly wanted: Wanted;
  readonly repository: string;
  /** Full name. */
  readonly ref: string;
  readonly commit: string;
  readonly verified: boolean;
  /** What the ref pointed to; absent where it cannot be told. */
  readonly tip?: string;
  readonly unknown: readonly DriftUnknown[];
  readonly notes: readonly string[];
}

/**
 * The newest commit of the ref that `verify` passes, and what it renders for a cluster. Where none passes and none fails,
 * because nobody's keys and reviews were handed in, it is the tip, and is said not to be verified. Fails with the codes of
 * `verify`, NOTHING_TO_JUDGE and CLUSTER_UNKNOWN.
 */
export async function whatToCompareWith(request: AgainstRequest, ports: AgainstPorts): Promise<Against> {
  const report = await verify(
    {
      path: request.path,
      now: request.now,
      evidence: request.evidence,
      ...(request.ref === undefined ? {} : { ref: request.ref }),
      ...(request.since === undefined ? {} : { since: request.since }),
    },
    { git: ports.git, clock: () => 0, native: ports.native },
  );
  const repository = await ports.git.open(request.path);
  if (repository === undefined) throw nothing('There is no Git repository here.');
  try {
    const { ref } = report.document;
    const tip = await repository.resolve(ref);
    const chosen = chooseCommit(report.landings, tip);
    const read = await readAt(repository, chosen.commit, report.repository, request);
    return {
      ...read,
      repository: report.repository,
      ref,
      ...chosen,
      ...(tip === undefined ? {} : { tip }),
      notes: [...chosen.notes, ...report.notes],
    };
  } finally {
    await repository.close();
  }
}

type Chosen = Pick<Against, 'commit' | 'verified' | 'notes'>;

/** Of landings, newest first. */
function chooseCommit(landings: readonly Landing[], tip: string | undefined): Chosen {
  // Where history begins is taken as given, which verifies nothing.
  const index = landings.findIndex(({ verdict, landing }) => verdict === 'pass' && landing !== 'initial');
  const found = landings[index];
  if (found !== undefined) {
    const older = landings.slice(index + 1).filter(({ verdict }) => verdict !== 'pass').length;
    return {
      commit: found.commit,
      verified: true,
      notes: [
        ...(index === 0
          ? []
          : [`of what landed later, ${index} did not pass verify, and nothing of it counts`]),
        ...(older === 0
          ? []
          : [`of what landed before, ${older} did not pass verify, and what it brought counts`]),
      ],
    };
  }
  const failed = landings.find(({ verdict }) => verdict === 'fail');
  if (failed !== undefined)
    throw nothing(
      'No landed change of the ref passes verify, so there is nothing to compare a cluster with.',
    );
  const commit = tip ?? landings[0]?.commit;
  if (commit === undefined) throw nothing('Nothing landed, so there is nothing to compare a cluster with.');
  return {
    commit,
    verified: false,
    notes: ['nothing could be verified, so the cluster is compared with the newest commit as it is'],
  };
}

async function readAt(
  git: GitRepository,
  commit: string,
  name: string,
  { evidence, cluster, defaults }: AgainstRequest,
): Promise<Pick<Against, 'wanted' | 'unknown'>> {
  const read = await readSourceTree(git, commit, isWanted);
  const tree = { ...read, repository: name };
  const declared = await readDeclared(tree);
  const system = evidence.system ?? declared.systems[0];
  const { ref } = git.head();
  const fed = readFed({
    repositories: [
      {
        name,
        tree,
        urls: git.remoteUrl === undefined ? [] : [git.remoteUrl],
        ...(ref?.startsWith('refs/heads/') === true ? { branch: ref.slice('refs/heads/'.length) } : {}),
        requirements: [],
      },
    ],
    forges: evidence.forges,
    ...(evidence.mainward === undefined ? {} : { mainward: evidence.mainward }),
    ...(system === undefined ? {} : { system }),
  });
  const fedAt = fedClusters(fed, [tree]);
  if (fedAt.length === 0) throw nothing(`${commit.slice(0, 10)} of ${name} holds nothing for a cluster.`);
  const chosen = chooseCluster(fedAt, cluster, fed.feeds.resolved.feeds.length === 0);
  const policy = guardOf(chosen.name, evidence.guards ?? declared.guards);
  const { objects, unknown } = placed(chosen);
  return {
    wanted: {
      cluster: chosen.name,
      objects,
      complete: unknown.length === 0,
      defaults,
      ...(policy === undefined ? {} : { policy }),
    },
    unknown,
  };
}

/** An object of a namespace that names none goes to wherever whoever applies it happens to be. */
function placed({ objects, unknown }: FedCluster): {
  readonly objects: FedCluster['objects'];
  readonly unknown: readonly DriftUnknown[];
} {
  const nowhere = objects.filter(
    ({ ref }) => (ref.kind === 'Role' || ref.kind === 'RoleBinding') && ref.namespace === undefined,
  );
  return {
    objects: objects.filter((one) => !nowhere.includes(one)),
    unknown: [
      ...unknown.map(({ reason, at }) => ({ reason, ...(at === undefined ? {} : { location: at }) })),
      ...nowhere.map(({ ref, from }) => ({
        reason: `${ref.kind} ${ref.name} names no namespace`,
        location: from,
      })),
    ],
  };
}

function guardOf(cluster: string, guards: readonly GuardPolicy[]): GuardPolicy | undefined {
  return guards.find((one) => one.cluster === cluster);
}

function nothing(why: string): MainwardError {
  return new MainwardError('NOTHING_TO_JUDGE', why, {
    remedy:
      'Name a repository with -C DIR and its protected ref with --ref; `mainward verify` says what passes.',
  });
}
