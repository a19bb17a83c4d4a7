import type { RegisteredControl } from '../../controls/control.ts';
import type { CheckReport } from '../../model/check.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Severity } from '../../model/verdict.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { OpenNativeForge } from '../verify/native.ts';
import { forgeOf } from '../verify/verify.ts';
import { acceptedAt, policyReasons } from './accepted.ts';
import { type ChangeRequest, type ProposedChange, proposedChange } from './change.ts';
import { conclude } from './conclude.ts';
import { effectOf } from './effect.ts';
import { notSupplied, whatIsKnown } from './known.ts';
import { mergeOf } from './merge.ts';
import { outlookOf } from './outlook.ts';

export interface CheckRequest extends ChangeRequest {
  readonly path: string;
  readonly evidence: Evidence;
  readonly controls: readonly RegisteredControl[];
  readonly failOn: Severity;
  readonly defaultRoles?: string;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface CheckPorts {
  readonly git: GitOpener;
  /** Approvals that the repository itself keeps. */
  readonly native?: OpenNativeForge;
  /** Seconds since some fixed point. */
  readonly clock: () => number;
}

/** Where reading both states took longer, controls are not judged as well. */
const MOST_SECONDS = 60;

/** Whether a proposed change may land, by the policy of its base: what it does to access, what it violates, and who has yet to agree. */
export async function check(request: CheckRequest, ports: CheckPorts): Promise<CheckReport> {
  const started = ports.clock();
  const seconds = (): number => ports.clock() - started;
  const repository = await open(request.path, ports.git);
  try {
    const observed = forgeOf(repository, request.evidence);
    const { change, missing } = await proposedChange(repository, request, observed);
    if (missing.length > 0) return { ...unseen(repository, change, missing), seconds: seconds() };
    await demandSomething(repository, change);
    const accepted = await acceptedAt(repository, change.base, request.evidence);
    const inForce = { evidence: accepted.evidence, now: request.now };
    const merged = await mergeOf(repository, change);
    const known = await whatIsKnown(repository, change, observed, inForce, ports.native);
    const { ownership, declared } = accepted;
    const name = observed?.repository ?? repository.name;
    const looked = await outlookOf(repository, {
      name,
      change,
      merged,
      ...inForce,
      ...known,
      ownership,
      declared,
    });
    const effect = await effectOf(repository, change, merged, {
      ...request,
      supplied: request.evidence,
      accepted: accepted.evidence,
      mayGoOn: () => seconds() <= MOST_SECONDS,
    });
    const policy = policyReasons(looked.paths, accepted, effect.leaves, known.forge, change.ref);
    const document = conclude({
      change,
      merged,
      outlook: looked.outlook,
      effect,
      failOn: request.failOn,
      wrong: policy.breaks,
      open: [...accepted.reasons, ...looked.open],
      remarks: [...policy.remarks, ...effect.remarks],
    });
    const notes = [...accepted.notes, ...notSupplied(known, accepted.evidence)];
    return { document, repository: name, seconds: seconds(), notes };
  } finally {
    await repository.close();
  }
}

async function open(path: string, git: GitOpener): Promise<GitRepository> {
  const repository = await git.open(path);
  if (repository !== undefined) return repository;
  throw new MainwardError('NOTHING_TO_JUDGE', 'There is no Git repository here, so nothing is proposed.', {
    remedy: 'Run it in a repository, or name one with -C DIR.',
  });
}

async function demandSomething(repository: GitRepository, { base, head }: ProposedChange): Promise<void> {
  const [own] = await repository.commits({ from: [head], not: [base], limit: 1 });
  if (own !== undefined) return;
  throw new MainwardError('NOTHING_TO_JUDGE', 'The head brings nothing that the base does not have.', {
    remedy: 'Name the change with --head REF, and what it is proposed for with --base REF.',
  });
}

/** What can be said where the clone lacks what is to be judged: what to fetch. */
function unseen(
  repository: GitRepository,
  change: ProposedChange,
  missing: readonly string[],
): Omit<CheckReport, 'seconds'> {
  const { base, head, ref, number } = change;
  return {
    document: {
      schema: 'mainward.dev/check/v1',
      base,
      head,
      ref,
      ...(number === undefined ? {} : { pullRequest: number }),
      merge: { tree: null, conflict: false },
      access: null,
      findings: null,
      people: [],
      approvals: [],
      required: [],
      landing: 'unknown',
      verdict: 'unknown',
      reasons: missing.map((oid) => ({
        code: 'commit-missing',
        detail: `this clone does not have ${oid === base ? 'the base' : 'the head'} ${oid.slice(0, 12)}: git fetch origin ${oid}`,
      })),
    },
    repository: repository.name,
    notes: [],
  };
}
