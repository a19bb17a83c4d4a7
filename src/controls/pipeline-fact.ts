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

/** Each fact of the reading's name as a judgement. What has one cause is one group. */
export function judgePipelines(facts: Facts, reading: PipelineReading): readonly Judgement[] {
  return facts.pipelineFacts
    .filter((fact) => fact.fact === reading.fact)
    .map((fact) => {
      const base = {
        subject: fact.subject,
        location: fact.at,
        context: `${fact.fact} ${fact.why}`,
        related: fact.related.map((one) => one.at),
        ...(fact.cause === undefined
          ? {}
          : { group: `${fact.fact} ${fact.at.repository ?? ''} ${fact.cause}` }),
      };
      if (fact.answer === 'unknown')
        return {
          ...base,
          verdict: 'unknown',
          message: `${fact.subject}: ${fact.why}. Provide ${fact.supply ?? 'the files that tell'}.`,
        };
      if (fact.answer === 'no')
        return { ...base, verdict: 'holds', message: `${fact.subject}: ${fact.why}.` };
      const severity = reading.severity?.(fact);
      return {
        ...base,
        verdict: 'violated',
        message: `${fact.subject}: ${fact.why}. ${reading.consequence}`,
        chain: fact.related.map((one) => `${one.what} (${formatLocation(one.at)})`),
        ...(severity === undefined ? {} : { severity }),
      };
    });
}
