import type { Fact } from '../../model/fact.ts';
import type { GraphEdge } from '../../model/graph.ts';
import { type Job, jobAddress, type Workflow } from '../../model/workflow.ts';
import { isWorkflows } from './bypass.ts';
import { type Demand, type LandingContext, landedNode, shortRef } from './landing-context.ts';

/** Jobs whose own token may push to the followed ref: where no pull request is demanded, or the workflows' robot bypasses it. */
export function tokenPushEdges(
  context: LandingContext,
  workflows: readonly Workflow[],
  demand: Demand,
): readonly GraphEdge[] {
  const { rule } = context;
  const exempt = rule.bypass !== 'unobservable' && rule.bypass.some(isWorkflows);
  const open = rule.observed ? !rule.requirePullRequest || exempt : undefined;
  if (open === false) return [];
  const node = landedNode(context, demand);
  const written: readonly GraphEdge[] = exempt
    ? [
        {
          id: `${node}<-token-of-new-workflow`,
          needs: [`push:${context.repository}`],
          to: node,
          guard: { duties: [], apart: [] },
          robots: [`workflows of ${context.repository}`],
          step: {
            stage: 'pipeline',
            from: `a workflow on a branch of ${context.repository}`,
            to: `${context.repository} ${shortRef(context.ref)}`,
            why: 'it asks for a token that writes, and the rules let workflows pass them by',
          },
          rests: exemptions(context),
        },
      ]
    : [];
  const running = workflows
    .flatMap((workflow) => workflow.jobs)
    .flatMap((job) => {
      const writes = mayWrite(job);
      if (writes === 'no') return [];
      const assumed = [
        ...(open === undefined
          ? [`\`${shortRef(context.ref)}\` of ${context.repository} is not protected: settings not observed`]
          : []),
        ...(writes === 'unknown'
          ? [`the token of ${jobAddress(job)} may write: the repository's default was not observed`]
          : []),
      ];
      return [
        {
          id: `${node}<-token-of-${jobAddress(job)}`,
          needs: [`job:${context.repository}:${jobAddress(job)}`],
          to: node,
          guard: { duties: [], apart: [] },
          robots: [`workflows of ${context.repository}`],
          step: {
            stage: 'pipeline' as const,
            from: jobAddress(job),
            to: `${context.repository} ${shortRef(context.ref)}`,
            why: "the job's token may push to the branch",
            location: job.at,
          },
          ...(exempt ? { rests: exemptions(context) } : {}),
          ...(assumed.length === 0 ? {} : { assumed: assumed.join('; ') }),
        },
      ];
    });
  return [...written, ...running];
}

function exemptions({ repository, rule }: LandingContext): readonly Fact[] {
  if (rule.bypass === 'unobservable') return [];
  return rule.bypass
    .filter(isWorkflows)
    .map(({ kind, name }) => ({ kind: 'bypass', repository, actor: kind, name }));
}

function mayWrite(job: Job): 'yes' | 'no' | 'unknown' {
  const answers = job.starts
    .filter((start) => start.privileged !== 'no')
    .map((start) => start.permissions.scopes.get('contents') ?? 'none');
  if (answers.includes('write')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}
