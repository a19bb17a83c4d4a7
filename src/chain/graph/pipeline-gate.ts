import type { ForgeEnvironment } from '../../model/evidence.ts';
import type { Fact } from '../../model/fact.ts';
import type { Actor, Duty, Guard } from '../../model/graph.ts';
import { one } from './landing-context.ts';
import type { PipelineContext } from './pipeline-context.ts';

/** What entering an environment takes: any one of `ways`. */
export interface Gate {
  readonly ways: readonly Guard[];
  readonly assumed?: string;
  /** What lets administrators take the ways after the first. */
  readonly passedBy?: Fact;
}

export const OPEN: Guard = { duties: [], apart: [] };

/**
 * What entering an environment of the forge takes: one of its reviewers, and not the one who started the job where that
 * is set; or an administrator, where they may pass it by. An outsider who starts a job is nobody's reviewer.
 */
export function gateOf(
  context: PipelineContext,
  name: string | undefined,
  starter: 'writer' | 'outsider' = 'writer',
): Gate {
  if (name === undefined) return { ways: [OPEN] };
  const known = context.evidence?.environments;
  if (known === undefined)
    return {
      ways: [OPEN],
      assumed: `environment ${name} of ${context.repository} is not protected: settings not observed`,
    };
  const environment = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (environment === undefined || environment.reviewers.length === 0) return { ways: [OPEN] };
  const starts: readonly Duty[] =
    starter === 'writer' && environment.preventSelfReview && context.members !== undefined
      ? [one('starter', context.members.writers)]
      : [];
  const reviewed: Guard = {
    duties: [...starts, one('reviewer', reviewersOf(context, environment))],
    apart: starts.length > 0 ? [['starter', 'reviewer']] : [],
  };
  const admins = environment.adminsMayBypass ? (context.members?.admins ?? []) : [];
  return {
    ways: [reviewed, ...(admins.length === 0 ? [] : [{ duties: [one('administrator', admins)], apart: [] }])],
    passedBy: { kind: 'environment', repository: context.repository, environment: environment.name },
  };
}

function reviewersOf(context: PipelineContext, environment: ForgeEnvironment): readonly Actor[] {
  const { members } = context;
  if (members === undefined) return [];
  return environment.reviewers.flatMap((reviewer) =>
    reviewer.startsWith('team:')
      ? (members.team(reviewer.slice('team:'.length)) ?? [])
      : [members.login(reviewer)],
  );
}
