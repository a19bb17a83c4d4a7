import { assess } from '../../chain/assess.ts';
import type { Facts } from '../../chain/facts.ts';
import type { RegisteredControl } from '../../controls/control.ts';
import { judge } from '../../controls/judge.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import type { Recorded } from '../../model/ledger.ts';
import type { Coverage, ScanDocument, ScanReport } from '../../model/scan.ts';
import type { Stage } from '../../model/verdict.ts';
import type { GitRepository } from '../../ports/git.ts';
import { ranked } from '../../reports/rank.ts';
import { mainTarget } from '../../reports/sentence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { RecentLandings } from '../verify/recent.ts';
import { type Declared, readDeclared } from './declared.ts';
import { whatHappened } from './happened.ts';
import { inputOf } from './input.ts';
import { type Opened, type OpenPorts, openAll } from './open.ts';
import { waive } from './waive.ts';

export interface ScanRequest {
  readonly paths: readonly string[];
  readonly worktree: boolean;
  readonly only?: readonly Stage[];
  /** Also what holds and what does not apply. */
  readonly all: boolean;
  readonly evidence: Evidence;
  readonly controls: readonly RegisteredControl[];
  /** All entries of a ledger; absent where none is in view. */
  readonly ledger?: readonly Recorded[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface ScanPorts extends OpenPorts {
  /** Recent landings of the branch that HEAD names; left out where they do not matter. */
  readonly landings?: (
    repository: GitRepository,
    name: string,
    evidence: Evidence,
    now: string,
  ) => Promise<RecentLandings | undefined>;
  /** Seconds since some fixed point, for saying how long it took. */
  readonly clock: () => number;
}

/** The answer to the main question, step by step. Nothing turns back. */
export async function scan(request: ScanRequest, ports: ScanPorts): Promise<ScanReport> {
  const started = ports.clock();
  const opened = await openAll(request.paths, request.worktree, ports);
  try {
    const landings = await readLandings(opened, request, ports);
    const declared = await Promise.all(opened.map((one) => readDeclared(one.tree)));
    const facts = assess(inputOf(opened, declared, landings, request));
    demandSomething(facts, opened);
    const waived = waive(judge(request.controls, facts), request.evidence.exceptions, request.now);
    const findings = wanted(waived.findings, request);
    const answer = report(request, facts, findings, { opened, declared, landings }, ports.clock() - started);
    return { ...answer, notes: [...answer.notes, ...waived.notes] };
  } finally {
    for (const one of opened) await one.git?.close();
  }
}

async function readLandings(
  opened: readonly Opened[],
  request: ScanRequest,
  ports: ScanPorts,
): Promise<ReadonlyMap<string, RecentLandings>> {
  const found = new Map<string, RecentLandings>();
  for (const one of opened) {
    if (one.git === undefined) continue;
    const recent = await ports.landings?.(one.git, one.name, request.evidence, request.now);
    if (recent !== undefined) found.set(one.name, recent);
  }
  return found;
}

function demandSomething(facts: Facts, opened: readonly Opened[]): void {
  const workflows = facts.repositories.reduce((total, one) => total + one.workflows.workflows.length, 0);
  const objects =
    facts.inventory.objects.length +
    facts.clusters.reduce((total, one) => total + one.roles.length + one.bindings.length, 0);
  const landings = facts.repositories.reduce((total, one) => total + (one.landings?.length ?? 0), 0);
  if (workflows + objects + landings + facts.unseen.length > 0) return;
  throw new MainwardError(
    'NOTHING_TO_JUDGE',
    `Nothing in ${opened.map((one) => one.name).join(', ')} says who may change a cluster: no manifests, pipelines or landed changes were found.`,
    {
      remedy: 'Name the repository that your agents follow, or the one with your workflows.',
    },
  );
}

function wanted(findings: readonly Finding[], request: ScanRequest): readonly Finding[] {
  return findings
    .filter((finding) => request.only === undefined || request.only.includes(finding.stage))
    .filter((finding) => request.all || finding.verdict === 'violated' || finding.verdict === 'unknown');
}

interface Sources {
  readonly opened: readonly Opened[];
  readonly declared: readonly Declared[];
  readonly landings: ReadonlyMap<string, RecentLandings>;
}

function report(
  request: ScanRequest,
  facts: Facts,
  findings: readonly Finding[],
  { opened, declared, landings }: Sources,
  seconds: number,
): ScanReport {
  const document: ScanDocument = {
    schema: 'mainward.dev/scan/v1',
    repositories: opened.map((one) => ({ name: one.name, commit: one.tree.commit ?? null })),
    quorum: facts.quorums.map(({ open: _open, ...quorum }) => quorum),
    happened: whatHappened(facts.repositories, facts.feeds, request.now),
    findings,
    coverage: [...coverage(facts, opened), ...declared.flatMap((one) => one.coverage)],
  };
  return {
    document,
    quorum: facts.quorums,
    counted: {
      files: opened.reduce((total, one) => total + one.tree.entries.length, 0),
      workflows: facts.repositories.reduce((total, one) => total + one.workflows.workflows.length, 0),
      'agent sources': facts.feeds.length,
      bindings: facts.clusters.reduce((total, one) => total + one.bindings.length, 0),
      'landed changes': facts.repositories.reduce((total, one) => total + (one.landings?.length ?? 0), 0),
    },
    seconds,
    notes: [...opened.flatMap((one) => one.notes), ...[...landings.values()].flatMap((one) => one.notes)],
    next: nextCommand(findings, mainTarget(facts.quorums)),
  };
}

function nextCommand(findings: readonly Finding[], target: string | undefined): string {
  const grave = findings.filter(
    (finding) =>
      finding.verdict === 'violated' && (finding.severity === 'critical' || finding.severity === 'high'),
  );
  const gravest = ranked(grave, target)[0]?.first;
  return gravest === undefined
    ? 'mainward verify   (who made and who agreed to each landed change)'
    : `mainward explain ${gravest.control}`;
}

function coverage(facts: Facts, opened: readonly Opened[]): readonly Coverage[] {
  const list: Coverage[] = opened.map((one) => ({ source: `files of ${one.name}`, status: 'read' }));
  for (const repository of facts.repositories) {
    const what = `settings, members and reviews of ${repository.name}`;
    list.push(
      repository.evidence === undefined
        ? {
            source: what,
            status: 'skipped',
            reason: `not supplied: --evidence DIR with forge/${repository.name}.json`,
          }
        : { source: `${what} (${repository.evidence.source})`, status: 'read' },
    );
  }
  if (facts.roster === undefined)
    list.push({ source: 'roster', status: 'skipped', reason: 'not supplied: --roster FILE' });
  for (const unseen of facts.unseen) list.push({ source: unseen.what, status: 'failed', reason: unseen.why });
  for (const workflows of facts.repositories.map((one) => one.workflows)) {
    for (const unknown of workflows.unknown)
      list.push({ source: unknown.at.path, status: 'failed', reason: unknown.why });
    for (const workflow of workflows.workflows) {
      for (const { at, why } of [...workflow.unknown, ...workflow.jobs.flatMap((job) => job.unknown)])
        list.push({ source: `${at.path}:${at.line}`, status: 'skipped', reason: why });
    }
  }
  return list;
}
