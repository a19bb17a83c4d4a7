import { MainwardError } from '../../model/errors.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { Landing } from '../../model/landing.ts';
import { fileLocation } from '../../model/location.ts';
import type { Requirement } from '../../model/policy.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import type { VerifiedChange, VerifyReport } from '../../model/verify.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import { readAllowedSigners } from '../../stages/1-commit/allowed-signers.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { readLandings } from './landings.ts';
import { type NativeReading, type OpenNativeForge, readNative } from './native.ts';
import { resolveSpan, type SpanRequest } from './range.ts';

/** Landings of one run; more are cut off with a note. */
const MOST_LANDINGS = 50_000;

export interface VerifyRequest extends SpanRequest {
  readonly path: string;
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface VerifyPorts {
  readonly git: GitOpener;
  /** Seconds since some fixed point, for saying how long it took. */
  readonly clock: () => number;
  /** Approvals that the repository itself keeps. */
  readonly native?: OpenNativeForge;
}

/** Who made each landed change and who agreed to it. */
export async function verify(request: VerifyRequest, ports: VerifyPorts): Promise<VerifyReport> {
  const started = ports.clock();
  const repository = await open(request.path, ports.git);
  try {
    const { evidence } = request;
    const forge = forgeOf(repository, evidence);
    const name = forge?.repository ?? repository.name;
    const span = await resolveSpan(repository, request, forge);
    const native = await readNative(repository, { name, span, evidence, now: request.now }, ports.native);
    const { landings, cut, unreadable } = await readLandings(repository, {
      name,
      span,
      evidence: signaturesAtLeast(native.evidence, forge),
      ...(native.statements === undefined ? {} : { statements: native.statements }),
      bounds: { landings: MOST_LANDINGS },
      cheaply: false,
      now: request.now,
    });
    return {
      document: { schema: 'mainward.dev/verify/v1', ref: span.ref, changes: landings.map(change) },
      landings,
      repository: name,
      seconds: ports.clock() - started,
      notes: [
        ...shapeNotes(repository),
        ...suppliedNotes(name, native.evidence),
        ...nativeNotes(repository, native),
        ...headNotes(landings),
        ...(cut
          ? [`only the newest ${landings.length} landings were looked at: bound the range with --since`]
          : []),
        ...(unreadable > 0
          ? [`${unreadable} commits cannot be read; what lies behind them was not looked at`]
          : []),
      ],
      cut: cut || unreadable > 0,
    };
  } finally {
    await repository.close();
  }
}

async function open(path: string, git: GitOpener): Promise<GitRepository> {
  const repository = await git.open(path);
  if (repository !== undefined) return repository;
  throw new MainwardError('NOTHING_TO_JUDGE', 'There is no Git repository here, so nothing landed.', {
    remedy: 'Run it in a repository, or name one with -C DIR.',
  });
}

/** Whoever hands in keys and nothing else asks whether commits are signed with them. */
function signaturesAtLeast(evidence: Evidence, forge: ForgeEvidence | undefined): Evidence {
  const more = forge ?? evidence.roster ?? evidence.requirements[0];
  if (evidence.allowedSigners === undefined || more !== undefined) return evidence;
  const signed: Requirement = {
    name: 'allowed signers',
    paths: [],
    kinds: [],
    approvals: [],
    signed: true,
    at: fileLocation({ path: 'allowed_signers' }),
  };
  return { ...evidence, requirements: [signed] };
}

/** What the forge says about this repository: by its name, or by the URL that it was cloned from. */
export function forgeOf({ name, remoteUrl }: GitRepository, { forges }: Evidence): ForgeEvidence | undefined {
  const named = forges.find((one) => one.repository === name);
  if (named !== undefined || remoteUrl === undefined) return named;
  return forges.find(({ urls }) => urls?.some((url) => bare(url) === bare(remoteUrl)) === true);
}

function bare(url: string): string {
  return url.replace(/\/$/, '').replace(/\.git$/, '');
}

function change(landing: Landing): VerifiedChange {
  const { commit, contentProved, verdict, reasons, people, commits, approvals, required } = landing;
  return {
    commit,
    landing: landing.landing,
    contentProved,
    verdict,
    reasons,
    people,
    commits,
    approvals,
    required,
  };
}

function shapeNotes({ name, shape }: GitRepository): readonly string[] {
  return [
    ...(shape.shallow
      ? [
          `${name} is a shallow clone: what landed before its first commit is not known (git fetch --unshallow)`,
        ]
      : []),
    ...(shape.partial
      ? [`${name} is a partial clone: objects that are missing were not fetched and are unknown`]
      : []),
  ];
}

/** An ordinary clone has no heads of pull requests, and forges keep them for good. */
function headNotes(landings: readonly Landing[]): readonly string[] {
  const lacking = landings.filter(({ reasons }) => reasons.some(({ code }) => code === 'head-missing'));
  if (lacking.length === 0) return [];
  return [
    `what was offered is not in this clone for ${lacking.length} of the landed changes: git fetch origin '+refs/pull/*/head:refs/pull/*/head'`,
  ];
}

/** A clone's copy of the statements is as old as it was when it was fetched. */
function nativeNotes({ remoteUrl }: GitRepository, { statements, notes }: NativeReading): readonly string[] {
  if (statements?.only !== true || remoteUrl === undefined) return notes;
  const ref = ATTESTATIONS_REF;
  return [
    ...notes,
    `who agreed is told by ${ref} of this clone; for the newest: git fetch origin ${ref}:${ref}`,
  ];
}

function suppliedNotes(name: string, evidence: Evidence): readonly string[] {
  const notes: string[] = [];
  if (!evidence.forges.some((one) => one.repository === name))
    notes.push(`reviews of ${name} were not supplied: --evidence DIR with forge/${name}.json`);
  if (evidence.roster === undefined && evidence.allowedSigners === undefined)
    notes.push('nobody’s keys were supplied: --evidence DIR, --roster FILE or --allowed-signers FILE');
  if (evidence.allowedSigners !== undefined)
    notes.push(...readAllowedSigners(evidence.allowedSigners).notes.slice(0, 5));
  return notes;
}
