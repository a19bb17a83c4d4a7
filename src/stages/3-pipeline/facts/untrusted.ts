import type { Answer } from '../../../model/agent.ts';
import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { Injection, Job, UntrustedCode } from '../../../model/workflow.ts';
import { gateOf } from '../derive/gates.ts';
import { flatten } from '../read/steps.ts';
import { foundOrNo, ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';
import { holdsCredentials } from './held.ts';

/** What outsiders' code and text come to in a job that has something to lose. */
export function untrustedFacts(job: Job, evidence?: ForgeEvidence): readonly PipelineFact[] {
  return [...codeFacts(job, evidence), ...textFacts(job, evidence)];
}

interface Opinion {
  readonly answer: Answer;
  readonly why: string;
  readonly supply?: string;
}

function codeFacts(job: Job, evidence: ForgeEvidence | undefined): readonly PipelineFact[] {
  const fact = 'outsider-code-executed-with-rights';
  const outside = job.starts.filter((start) => start.trust === 'outsider');
  if (outside.length === 0) return [];
  const held = holdsCredentials(job, outside);
  if (held.answer === 'no') return [ofJob(job, fact, 'no', held.why)];
  const found = job.untrusted.map((code) => {
    const gate = standing(code.gate, evidence);
    const opinion =
      gate?.kind === 'environment' && evidence?.environments === undefined
        ? unseenGate(opinionOf(code, undefined), gate.text)
        : opinionOf(code, gate);
    const settled = opinion.answer === 'yes' && held.answer === 'unknown';
    const { answer, why, supply } = settled
      ? { answer: 'unknown' as const, why: `${opinion.why}, but ${held.why}`, supply: held.supply }
      : opinion;
    const ran = code.executed.find((one) => one.confidence !== 'guess') ?? code.executed[0];
    return ofJob(job, fact, answer, why, {
      at: ran?.at ?? code.checkout.at,
      related: [
        { what: `anyone can start it: ${code.events.join(', ')}`, at: code.trigger },
        { what: `${code.checkout.how} fetches their code`, at: code.checkout.at },
        ...code.executed.map((one) => ({ what: `${one.how} executes it`, at: one.at })),
        ...(held.at === undefined ? [] : [{ what: held.why, at: held.at }]),
      ],
      ...(supply === undefined ? {} : { supply }),
      ...(held.light === true ? { stake: 'little' } : {}),
    });
  });
  return foundOrNo(job, fact, found, 'no step of it fetches the code of others');
}

function opinionOf(code: UntrustedCode, gate: UntrustedCode['gate']): Opinion {
  const { executed, movable, refused } = code;
  const sure = executed.find((one) => one.confidence !== 'guess');
  const [guessed] = executed;
  if (guessed === undefined) return { answer: 'no', why: 'the fetched code is not executed' };
  if (refused !== undefined) return { answer: 'unknown', why: refused, supply: 'the action’s version' };
  if (sure === undefined)
    return {
      answer: 'unknown',
      why: `${guessed.how} may execute the fetched code`,
      supply: 'what the step runs',
    };
  const does = `${sure.how} executes the code of whoever starts it`;
  if (gate === undefined || gate.kind === 'spoofable') return { answer: 'yes', why: does };
  if (gate.kind === 'never' || gate.kind === 'same-repository')
    return { answer: 'no', why: 'its condition keeps forks out' };
  if (gate.kind === 'none-known')
    return {
      answer: 'unknown',
      why: `${does}, unless a condition or a step before it prevents it`,
      supply: 'a condition that names whom it lets in',
    };
  return movable
    ? {
        answer: 'unknown',
        why: `${does} after somebody’s check (${gate.kind}), and it can change after the check`,
        supply: 'a checkout of the commit that was checked',
      }
    : { answer: 'no', why: `somebody checks it first (${gate.kind})` };
}

/** Whether anybody is asked before the environment was not observed. */
function unseenGate(opinion: Opinion, environment: string): Opinion {
  if (opinion.answer !== 'yes') return opinion;
  return {
    answer: 'unknown',
    why: `${opinion.why}, unless somebody has to let it into the environment ${environment}`,
    supply: 'the repository’s environments (forge evidence: environments)',
  };
}

/** An environment that is known to ask nobody is no gate. */
function standing(gate: UntrustedCode['gate'], evidence: ForgeEvidence | undefined): UntrustedCode['gate'] {
  if (gate?.kind !== 'environment' || evidence?.environments === undefined) return gate;
  const name = gate.text.toLowerCase();
  const asked = evidence.environments.some(
    (one) => one.name.toLowerCase() === name && one.reviewers.length > 0,
  );
  return asked ? gate : undefined;
}

function textFacts(job: Job, evidence: ForgeEvidence | undefined): readonly PipelineFact[] {
  const outside = job.starts.filter((start) => start.trust === 'outsider');
  const found = job.injections.flatMap((injection) => textFact(job, injection, evidence) ?? []);
  const safe = 'no text of others is written into a script';
  const outsiders = found.filter((one) => one.fact === 'outsider-text-becomes-code');
  return [
    ...(outside.length === 0 ? [] : foundOrNo(job, 'outsider-text-becomes-code', outsiders, safe)),
    ...found.filter((one) => one.fact === 'contributor-text-becomes-code'),
  ];
}

function textFact(
  job: Job,
  injection: Injection,
  evidence: ForgeEvidence | undefined,
): PipelineFact | undefined {
  const rich = injection.starts.filter((start) => start.privileged !== 'no');
  const outside = rich.filter((start) => start.trust === 'outsider');
  const concerned = outside.length > 0 ? outside : rich.filter((start) => start.trust === 'contributor');
  if (concerned.length === 0) return undefined;
  const held = holdsCredentials(job, concerned);
  const fact = outside.length > 0 ? 'outsider-text-becomes-code' : 'contributor-text-becomes-code';
  const step = flatten(job.steps).find((one) => one.name === injection.step);
  const gate = standing(step === undefined ? undefined : gateOf(job, step), evidence);
  const why = `${injection.expression} is written into ${injection.sink} of the step ${injection.step}`;
  const related = [
    ...concerned.map((start) => ({ what: `${start.event} starts it`, at: start.at })),
    ...(held.at === undefined ? [] : [{ what: held.why, at: held.at }]),
  ];
  const more = { at: injection.at, related, ...(held.light === true ? { stake: 'little' as const } : {}) };
  if (held.answer === 'no') return ofJob(job, fact, 'no', `${why}, but ${held.why}`, more);
  if (gate?.kind === 'never' || gate?.kind === 'same-repository')
    return ofJob(job, fact, 'no', `${why}, but its condition keeps others out`, more);
  if (gate !== undefined && gate.kind !== 'spoofable') {
    const supply = 'a condition that names whom it lets in, or the text through an environment variable';
    return ofJob(job, fact, 'unknown', `${why}, unless its gate (${gate.kind}) prevents it`, {
      ...more,
      supply,
    });
  }
  return ofJob(job, fact, held.answer, held.answer === 'yes' ? why : `${why}, and ${held.why}`, {
    ...more,
    ...(held.supply === undefined ? {} : { supply: held.supply }),
  });
}
