import type { Location } from '../../../model/location.ts';
import type { ActionRef, Job } from '../../../model/workflow.ts';
import { actionName } from '../read/action-ref.ts';
import { flatten } from '../read/steps.ts';
import { ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';
import { type Held, holdsCredentials } from './held.ts';

/** What refuses to run unless it is called by the tag of a release (its own documentation). */
const BY_TAG: ReadonlySet<string> = new Set(['slsa-framework/slsa-github-generator']);

interface Foreign {
  readonly what: string;
  readonly pinned: 'yes' | 'no' | 'unknown';
  readonly at: Location;
  /** The step that runs it, where one does. */
  readonly step?: string;
  /** It runs beside the job and sees nothing of it. */
  readonly apart: boolean;
  /** It can only be used by a tag, which its publisher does not let be moved. */
  readonly byTag: boolean;
}

/** Code of others that a job runs, held by its content or by a name that its publisher can move. */
export function foreignFacts(job: Job, fullName?: string): readonly PipelineFact[] {
  const foreign = foreignCode(job, fullName?.split('/')[0]);
  if (foreign.length === 0) return [];
  const open = foreign.filter((one) => one.pinned !== 'yes');
  if (open.length === 0)
    return [ofJob(job, 'foreign-code-unpinned', 'no', 'what it runs of others is held by its content')];
  return open.map((one) => factOf(job, one));
}

function factOf(job: Job, one: Foreign): PipelineFact {
  const why = `${one.what} is ${one.pinned === 'no' ? 'not held by its content' : 'named by an expression'}`;
  const held: Held = one.apart
    ? { answer: 'no', why: 'it sees nothing of the job' }
    : holdsCredentials(job, job.starts, one.step);
  const expression = one.pinned === 'unknown' ? { supply: 'what the expression stands for' } : {};
  if (held.answer === 'no')
    return ofJob(job, 'foreign-code-unpinned', one.pinned === 'no' ? 'yes' : 'unknown', why, {
      at: one.at,
      ...expression,
    });
  return ofJob(
    job,
    'foreign-code-unpinned-with-credentials',
    one.pinned === 'no' ? held.answer : 'unknown',
    `${why}, and ${held.why}`,
    {
      at: one.at,
      related: held.at === undefined ? [] : [{ what: held.why, at: held.at }],
      ...(held.light === true || one.byTag ? { stake: 'little' } : {}),
      ...(held.supply === undefined ? {} : { supply: held.supply, cause: held.supply }),
      ...expression,
    },
  );
}

/** Actions, called workflows and images of other publishers, composite actions of the repository looked into. */
function foreignCode(job: Job, owner: string | undefined): readonly Foreign[] {
  const refs: readonly { readonly ref: ActionRef; readonly step?: string }[] = [
    ...(job.call === undefined ? [] : [{ ref: job.call.uses }]),
    ...flatten(job.steps).flatMap((step) =>
      step.uses === undefined ? [] : [{ ref: step.uses, step: step.name }],
    ),
  ];
  const used = refs.flatMap(({ ref, step }) => {
    const others = ref.publisher === 'third-party' || ref.publisher === 'unknown';
    const by = step === undefined ? {} : { step };
    const byTag = ref.pin === 'tag' && BY_TAG.has(actionName(ref));
    return others ? [{ what: ref.text, pinned: pinnedRef(ref), at: ref.at, apart: false, byTag, ...by }] : [];
  });
  const images = job.images
    .filter(({ image }) => !isOwn(image, owner))
    .filter((image) => !used.some((one) => one.at.line === image.at.line && one.at.path === image.at.path))
    .map((image) => ({
      what: `the image ${image.image}`,
      pinned: image.pinned,
      at: image.at,
      apart: image.role === 'service',
      byTag: false,
    }));
  return [...used, ...images];
}

/** In the platform's own registry the first part of the name is the owner. */
function isOwn(image: string, owner: string | undefined): boolean {
  return owner !== undefined && image.toLowerCase().startsWith(`ghcr.io/${owner.toLowerCase()}/`);
}

function pinnedRef({ pin }: ActionRef): Foreign['pinned'] {
  if (pin === 'sha' || pin === 'docker-digest' || pin === 'local') return 'yes';
  return pin === 'dynamic' ? 'unknown' : 'no';
}
