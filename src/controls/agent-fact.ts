import type { Facts } from '../chain/facts.ts';
import type { Location } from '../model/location.ts';
import type { Severity } from '../model/verdict.ts';
import type { AgentFact, FactName } from '../stages/4-agent/facts/fact.ts';
import type { Judgement } from './control.ts';
import { chainOf } from './feed-chain.ts';

/** How a control reads one fact of the agents. */
export interface Reading {
  readonly fact: FactName;
  /** The answer that is a violation; the other one holds. */
  readonly violatedBy: 'yes' | 'no';
  /** What follows from a violation, as a sentence. */
  readonly consequence: string;
  /** Facts that are somebody else's business; default: none. */
  readonly concerns?: (fact: AgentFact) => boolean;
  /** Graver or lighter than the control's own. */
  readonly severity?: (fact: AgentFact) => Severity | undefined;
  /** Where it is to be shown; default: where the fact was read. */
  readonly location?: (fact: AgentFact) => Location | undefined;
  /** Root cause; default: the control and the subject. */
  readonly group?: (fact: AgentFact) => string | undefined;
}

/** Each fact of the reading's name as a judgement. */
export function judgeFacts(facts: Facts, reading: Reading): readonly Judgement[] {
  const idle = new Set(facts.feeds.flatMap((one) => (one.idle === true ? [one.feed.id] : [])));
  return facts.agentFacts
    .filter((fact) => fact.fact === reading.fact && (reading.concerns?.(fact) ?? true))
    .map((fact) => {
      const base = {
        subject: fact.subject,
        location: reading.location?.(fact) ?? fact.at,
        context: fact.why,
      };
      if (fact.answer === 'unknown')
        return {
          ...base,
          verdict: 'unknown',
          message: `${fact.subject}: ${fact.why}. Provide ${fact.supply ?? 'the objects that tell'}.`,
        };
      if (fact.answer !== reading.violatedBy)
        return { ...base, verdict: 'holds', message: `${fact.subject}: ${fact.why}.` };
      if (fact.feeds.length > 0 && fact.feeds.every((id) => idle.has(id)))
        return {
          ...base,
          verdict: 'unknown',
          message: `${fact.subject}: ${fact.why}, and nothing in view applies it. Provide what applies it, or remove it.`,
        };
      const severity = reading.severity?.(fact);
      const group = reading.group?.(fact);
      return {
        ...base,
        verdict: 'violated',
        message: `${fact.subject}: ${fact.why}. ${reading.consequence}`,
        chain: chainOf(facts, fact.feeds),
        ...(severity === undefined ? {} : { severity }),
        ...(group === undefined ? {} : { group }),
      };
    });
}

/** Is the fact known to be so? */
export function isSo(
  facts: Facts,
  name: FactName,
  where: (fact: AgentFact) => boolean = () => true,
): boolean {
  return facts.agentFacts.some((fact) => fact.fact === name && fact.answer === 'yes' && where(fact));
}
