import type { Facts } from '../chain/facts.ts';
import { formatLocation } from '../model/location.ts';
import type { Severity } from '../model/verdict.ts';
import type { PipelineFact, PipelineFactName } from '../stages/3-pipeline/facts/fact.ts';
import type { Judgement } from './control.ts';

/** How a control reads one fact of the pipelines; `yes` is the violation. */
export interface PipelineReading {
  readonly fact: PipelineFactName;
  /** What follows from a violation, as a sentence. */
  readonly consequence: string;
  /** Graver or lighter than the control's own. */
  readonly severity?: (fact: PipelineFact) => Severity | undefined;
}

/**
 * Each fact of the reading's name as a judgement. What has one cause is one group. A place that several jobs share, a
 * step of a local action, is judged once: as its gravest job is.
 */
export function judgePipelines(facts: Facts, reading: PipelineReading): readonly Judgement[] {
  const found = facts.pipelineFacts.filter((fact) => fact.fact === reading.fact);
  const shared = Map.groupBy(found, (fact) => `${formatLocation(fact.at)} ${fact.answer === 'no'}`);
  return [...shared.values()].flatMap((list) => {
    const [first, ...more] = list.toSorted((a, b) => gravity(b) - gravity(a));
    return first === undefined ? [] : [judgementOf(first, more, reading)];
  });
}

function gravity({ answer, stake }: PipelineFact): number {
  const stakes = stake === 'most' ? 2 : stake === 'little' ? 0 : 1;
  return (answer === 'yes' ? 10 : answer === 'unknown' ? 5 : 0) + stakes;
}

function judgementOf(fact: PipelineFact, more: readonly PipelineFact[], reading: PipelineReading): Judgement {
  const others = new Set(more.map((one) => one.subject).filter((subject) => subject !== fact.subject)).size;
  const also = others === 0 ? '' : ` (and ${others} more ${others === 1 ? 'job' : 'jobs'})`;
  const base = {
    subject: fact.subject,
    location: fact.at,
    context: `${fact.fact} ${fact.why}`,
    related: fact.related.map((one) => one.at),
    ...(fact.cause === undefined ? {} : { group: `${fact.fact} ${fact.at.repository ?? ''} ${fact.cause}` }),
  };
  const said = `${fact.subject}${also}: ${fact.why}.`;
  if (fact.answer === 'unknown')
    return {
      ...base,
      verdict: 'unknown',
      message: `${said} Provide ${fact.supply ?? 'the files that tell'}.`,
    };
  if (fact.answer === 'no') return { ...base, verdict: 'holds', message: said };
  const severity = reading.severity?.(fact);
  return {
    ...base,
    verdict: 'violated',
    message: `${said} ${reading.consequence}`,
    chain: fact.related.map((one) => `${one.what} (${formatLocation(one.at)})`),
    ...(severity === undefined ? {} : { severity }),
  };
}
