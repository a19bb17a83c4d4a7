import type { ForgeEvidence } from '../../../model/evidence.ts';
import type { Location } from '../../../model/location.ts';
import type { ClaimTemplate, Intersection, Trust } from '../../../model/trust.ts';
import { FORGE_ISSUER } from '../trust/intersect.ts';
import type { PipelineFact } from './fact.ts';

/** A repository's tokens, and what its forge says of the environments that some of them have to enter. */
export interface MintedIn {
  readonly evidence: ForgeEvidence | undefined;
  readonly templates: readonly ClaimTemplate[];
}

type Meets = (trust: Trust, template: ClaimTemplate) => Intersection;

interface Entry {
  readonly template: ClaimTemplate;
  readonly met: Intersection;
  /** An environment whose reviewers have to let it in. */
  readonly gate: string | undefined;
}

/** For each role: is somebody let in whose code nobody agreed to? */
export function trustFacts(
  trusts: readonly Trust[],
  minted: readonly MintedIn[],
  meets: Meets,
): readonly PipelineFact[] {
  return trusts.flatMap((trust) =>
    trust.issuer === undefined || trust.issuer === FORGE_ISSUER ? [factOf(trust, minted, meets)] : [],
  );
}

function factOf(trust: Trust, minted: readonly MintedIn[], meets: Meets): PipelineFact {
  const entries = minted.flatMap(({ evidence, templates }) =>
    templates.flatMap((template) => entry(trust, template, evidence, meets)),
  );
  const base = { fact: 'role-let-in-before-landing', subject: trust.id, at: placeOf(trust) } as const;
  const sure = entries.filter((one) => one.met.reachable === true && one.gate === undefined);
  const outside = sure.find((one) => one.template.class === 'outsider' && one.template.assumed.length === 0);
  if (outside !== undefined) return { ...base, answer: 'yes', ...said(outside), stake: 'most' };
  const early = sure.find((one) => isEarly(one) && one.template.assumed.length === 0);
  if (early !== undefined && trust.reaches !== undefined)
    return trust.reaches.length > 0
      ? { ...base, answer: 'yes', ...said(early) }
      : { ...base, answer: 'no', why: 'it was said to reach no environment', related: [] };
  if (early !== undefined)
    return {
      ...base,
      answer: 'unknown',
      ...said(early),
      supply: 'what the role may change (trust evidence: reaches)',
    };
  const open = [...sure.filter(isEarly), ...entries.filter((one) => one.met.reachable === 'unknown')][0];
  if (open !== undefined && trust.reaches?.length !== 0)
    return { ...base, answer: 'unknown', ...said(open), supply: supplyOf(open) };
  if (entries.length === 0)
    return {
      ...base,
      answer: 'unknown',
      why: 'no token that can be had in the repositories in view is let in',
      related: [],
      supply: 'the repositories whose tokens it takes',
    };
  return {
    ...base,
    answer: 'no',
    why: 'only what landed, or what a reviewer let through, is let in',
    related: [],
  };
}

function entry(
  trust: Trust,
  template: ClaimTemplate,
  evidence: ForgeEvidence | undefined,
  meets: Meets,
): readonly Entry[] {
  const met = meets(trust, template);
  if (met.reachable === false) return [];
  const environment = evidence?.environments?.find(
    (one) => one.name.toLowerCase() === template.environment?.toLowerCase(),
  );
  const gate = environment !== undefined && environment.reviewers.length > 0 ? environment.name : undefined;
  return [{ template, met, gate }];
}

function isEarly({ template }: Entry): boolean {
  return template.class !== 'merged';
}

/** The subject's own condition, where the document has one; else the statement that lets it in. */
function placeOf(trust: Trust): Location {
  const allowing = trust.statements.filter((one) => one.effect === 'allow');
  const subject = allowing
    .flatMap((one) => one.all)
    .find((one) => one.claim === 'sub' && one.at !== undefined);
  return subject?.at ?? allowing.find((one) => one.at !== undefined)?.at ?? trust.at;
}

const WHO = {
  outsider: 'somebody without any right to it',
  contributor: 'whoever may push a branch',
  dispatch: 'whoever may start workflows by hand',
  merged: 'what landed',
} as const;

function said({ template, met }: Entry): Pick<PipelineFact, 'why' | 'related'> {
  const who = `${WHO[template.class]} of ${template.repository}`;
  const by =
    template.job === undefined
      ? ''
      : ` by ${template.workflow ?? 'a workflow'}#${template.job} (${template.event})`;
  const why =
    met.reachable === true
      ? `${who} can have it${by}, for example with the subject ${met.witness}`
      : `${who} may be able to have it${by}: ${met.why}`;
  const related =
    template.at === undefined ? [] : [{ what: `${template.event} starts the job`, at: template.at }];
  return { why, related };
}

function supplyOf({ template, met }: Entry): string {
  const [assumed] = template.assumed;
  if (assumed !== undefined) return `what tells whether ${assumed}`;
  return met.reachable === true ? 'the settings of the repository' : 'the claims that its conditions ask for';
}
