import type { Location } from '../../../model/location.ts';
import type { ActionRef, Job } from '../../../model/workflow.ts';
import { flatten } from '../read/steps.ts';
import { foundOrNo, ofJob } from './build.ts';
import type { PipelineFact } from './fact.ts';
import { holdsCredentials } from './held.ts';

interface Foreign {
  readonly what: string;
  readonly pinned: 'yes' | 'no' | 'unknown';
  readonly at: Location;
}

/** Code of others that a job runs, held by its content or by a name that its publisher can move. */
export function foreignFacts(job: Job): readonly PipelineFact[] {
  const foreign = foreignCode(job);
  if (foreign.length === 0) return [];
  const held = holdsCredentials(job);
  const open = foreign.filter((one) => one.pinned !== 'yes');
  const facts = (fact: 'foreign-code-unpinned-with-credentials' | 'foreign-code-unpinned', counts: boolean) =>
    open.map((one) => {
      const why = `${one.what} is ${one.pinned === 'no' ? 'not held by its content' : 'named by an expression'}`;
      if (fact === 'foreign-code-unpinned') {
        return ofJob(job, fact, one.pinned === 'no' ? 'yes' : 'unknown', why, {
          at: one.at,
          ...(one.pinned === 'no' ? {} : { supply: 'what the expression stands for' }),
        });
      }
      const supply = one.pinned === 'no' ? held.supply : 'what the expression stands for';
      return ofJob(job, fact, one.pinned === 'no' ? held.answer : 'unknown', `${why}, and ${held.why}`, {
        at: one.at,
        related: held.at === undefined || !counts ? [] : [{ what: held.why, at: held.at }],
        ...(supply === undefined ? {} : { supply }),
      });
    });
  const kept = 'what it runs of others is held by its content';
  return [
    ...(held.answer === 'no'
      ? [ofJob(job, 'foreign-code-unpinned-with-credentials', 'no', held.why)]
      : foundOrNo(
          job,
          'foreign-code-unpinned-with-credentials',
          facts('foreign-code-unpinned-with-credentials', true),
          kept,
        )),
    ...foundOrNo(job, 'foreign-code-unpinned', facts('foreign-code-unpinned', false), kept),
  ];
}

/** Actions, called workflows and images of other publishers, composite actions of the repository looked into. */
function foreignCode(job: Job): readonly Foreign[] {
  const refs = [
    ...(job.call === undefined ? [] : [job.call.uses]),
    ...flatten(job.steps).flatMap((step) => step.uses ?? []),
  ];
  const used = refs.flatMap((ref) => {
    const others = ref.publisher === 'third-party' || ref.publisher === 'unknown';
    return others ? [{ what: ref.text, pinned: pinnedRef(ref), at: ref.at }] : [];
  });
  const images = job.images
    .filter((image) => !used.some((one) => one.at.line === image.at.line && one.at.path === image.at.path))
    .map((image) => ({ what: `the image ${image.image}`, pinned: image.pinned, at: image.at }));
  return [...used, ...images];
}

function pinnedRef({ pin }: ActionRef): Foreign['pinned'] {
  if (pin === 'sha' || pin === 'docker-digest' || pin === 'local') return 'yes';
  return pin === 'dynamic' ? 'unknown' : 'no';
}
