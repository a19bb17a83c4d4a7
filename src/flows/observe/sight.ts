import type { Clock } from '../../ports/clock.ts';
import type { ForgeView } from '../../ports/forge.ts';
import type { GitOpener, GitRepository, GitTips } from '../../ports/git.ts';
import type { LedgerReader, LedgerWriter } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { type Evidence, NO_EVIDENCE } from '../evidence/evidence.ts';
import type { NativeForge } from '../verify/native.ts';
import type { ChangeCheck } from './checks.ts';
import { type Standing, standingOf } from './line.ts';
import { type OfferContext, type VerifiedApproval, verifiedApprovals } from './offers.ts';
import type { PolicyLine } from './policy-line.ts';
import type { RecordedRepository } from './recorded.ts';

/** A repository whose protected ref is watched. */
export interface WatchedRepository {
  /** The name that policy, evidence and entries use. */
  readonly name: string;
  /** A path under which it is opened. */
  readonly path: string;
  /** Full name of its protected ref. */
  readonly ref: string;
  /** Folder of the policy at that ref. */
  readonly policy: string;
  /** A commit that is accepted as it is; landings after it are judged. Absent = from the ref's first commit on. */
  readonly since?: string;
}

export interface ObserverPorts {
  readonly git: GitOpener & GitTips;
  /** What stands beside the repository: what was offered, who agreed. */
  readonly forge: (
    repository: GitRepository,
    options: {
      /** That of its folder, by which people reach it; it may have an origin of its own, as a mirror has. */
      readonly name: string;
      readonly ref: string;
      readonly evidence: Evidence;
      readonly now: string;
    },
  ) => NativeForge;
  readonly ledger: LedgerReader & LedgerWriter;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent = offered changes are not checked. */
  readonly check?: ChangeCheck;
}

/** Everything that the steps of one observation work on. */
export interface Sight {
  readonly place: WatchedRepository;
  readonly ports: ObserverPorts;
  readonly git: GitRepository;
  readonly tip: string;
  /** RFC 3339 UTC. */
  readonly now: string;
  readonly recorded: RecordedRepository;
  readonly policy: PolicyLine;
  /** A commit up to which all was accepted in an observation before. */
  readonly floor: string | undefined;
  /** The observation before this one was whole. */
  readonly watching: boolean;
  /** How each change that is open was checked last, and what kept it from being checked for good. */
  readonly checked: Map<string, { readonly state: string; readonly note?: string }>;
}

/** What the forge showed, and who agreed by a signature that was verified. */
export interface Shown {
  readonly forge: NativeForge;
  readonly view: ForgeView;
  readonly approvals: readonly VerifiedApproval[];
}

export function standingIn({ git, tip, recorded, place, floor }: Sight): Promise<Standing> {
  return standingOf(git, {
    tip,
    landed: recorded.landed,
    policy: place.policy,
    ...(floor === undefined ? {} : { floor }),
  });
}

export async function lookAtForge(sight: Sight): Promise<Shown> {
  const { git, place, ports, now, policy } = sight;
  const evidence = acceptedEvidence(sight);
  const { name } = git;
  const forge = ports.forge(git, { name, ref: place.ref, evidence, now });
  const view = await forge.observe();
  const roster = policy.inForce?.roster;
  const approvals = verifiedApprovals(view.statements, {
    repository: forge.name,
    ref: place.ref,
    roster,
    now,
  });
  return { forge, view, approvals };
}

/** What is in force, and nothing that what is judged brings along. */
export function acceptedEvidence({ policy }: Sight): Evidence {
  const { roster, requirements = [], exceptions = [] } = policy.inForce ?? {};
  return { ...NO_EVIDENCE, requirements, exceptions, ...(roster === undefined ? {} : { roster }) };
}

/** The same, with what the forge showed. */
export function shownEvidence(sight: Sight, { view }: Shown): Evidence {
  return { ...acceptedEvidence(sight), forges: [{ ...view.evidence, repository: sight.place.name }] };
}

export function offerContext({ place, recorded, ports }: Sight): OfferContext {
  return { repository: place.name, ref: place.ref, recorded, random: ports.random };
}
