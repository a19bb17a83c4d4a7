import { MainwardError } from '../../model/errors.ts';
import type { Landing } from '../../model/landing.ts';
import type { Roster } from '../../model/person.ts';
import type { ReviewItem } from '../../model/review.ts';
import type { ReviewPreviewDocument } from '../../model/review-document.ts';
import { ATTESTATIONS_REF } from '../../model/statement.ts';
import type { GitOpener, GitRepository } from '../../ports/git.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { OpenNativeForge } from '../verify/native.ts';
import { commitOf } from '../verify/range.ts';
import { forgeOf, verify } from '../verify/verify.ts';
import { type Draft, draftOf } from './draft.ts';
import { type AskLanding, factsOfGit, factsOfLandings } from './landing-facts.ts';

export interface PreviewRequest {
  readonly path: string;
  /** Name of the ReviewDefinition. */
  readonly definition: string;
  readonly revision: string;
  /** Its roster in place of that of the commit; what it says of landings tells who agreed. */
  readonly evidence: Evidence;
  /** RFC 3339 UTC. */
  readonly now: string;
}

export interface PreviewPorts {
  readonly git: GitOpener;
  /** Approvals that the repository itself keeps. */
  readonly native?: OpenNativeForge;
}

/** The campaign that a repository alone would make: nothing is recorded, and no server is asked. */
export async function previewReview(
  request: PreviewRequest,
  ports: PreviewPorts,
): Promise<ReviewPreviewDocument> {
  const repository = await ports.git.open(request.path);
  if (repository === undefined) {
    throw new MainwardError('NOTHING_TO_JUDGE', 'There is no Git repository here, so no commit to review.', {
      remedy: 'Run it in a repository, or name one.',
    });
  }
  try {
    const { roster } = request.evidence;
    const commit = await commitOf(repository, request.revision);
    const { name } = repository;
    const draft = await draftOf(
      repository,
      {
        commit,
        name,
        policy: '.mainward',
        definition: request.definition,
        now: request.now,
        ...(roster === undefined ? {} : { roster }),
      },
      (known) => asking(repository, { ...request, revision: commit }, known, ports),
    );
    const own = 'who people are was taken from the commit itself: hand a roster in with --roster FILE';
    return documentOf(draft, { repository: name, commit, notes: roster === undefined ? [own] : [] });
  } finally {
    await repository.close();
  }
}

/** The repository alone does not say who agreed, unless it keeps statements, or somebody observed its forge. */
function asking(
  repository: GitRepository,
  { path, revision, evidence, now }: PreviewRequest,
  roster: Roster,
  ports: PreviewPorts,
): AskLanding {
  const alone = factsOfGit(repository, roster, 'the repository alone does not say who agreed');
  const isSaid = forgeOf(repository, evidence) !== undefined || repository.refs().has(ATTESTATIONS_REF);
  if (!isSaid) return alone;
  const read = async (): Promise<readonly Landing[]> => {
    const request = { path, revision, now, evidence: { ...evidence, roster } };
    return (await verify(request, { ...ports, clock: () => 0 })).landings;
  };
  return factsOfLandings(read, alone);
}

function documentOf(
  { definition, population, assigned }: Draft,
  about: Pick<ReviewPreviewDocument, 'repository' | 'commit' | 'notes'>,
): ReviewPreviewDocument {
  const { items, root, coverage } = population;
  const reviewers = new Map(assigned.assignments.map((one) => [one.item, one]));
  const nobody = new Map(assigned.nobody.map(({ item, why }) => [item.id, why]));
  const { repository, commit, notes } = about;
  return {
    schema: 'mainward.dev/review-preview/v1',
    definition: definition.name,
    repository,
    commit,
    population: root,
    principals: new Set(items.filter(({ principal }) => principal.kind !== 'group').map(whoOf)).size,
    namespaces: [...Map.groupBy(items, ({ cluster, namespace }) => JSON.stringify([cluster, namespace]))]
      .map(([, [first, ...others]]) => ({
        cluster: first?.cluster ?? '',
        namespace: first?.namespace ?? null,
        items: others.length + 1,
      }))
      .sort((one, other) => compare(one.cluster, other.cluster) || compare(one.namespace, other.namespace)),
    reviewers: [...Map.groupBy(assigned.assignments, ({ reviewer }) => reviewer)]
      .map(([reviewer, list]) => ({ reviewer, items: list.length }))
      .sort((one, other) => other.items - one.items || compare(one.reviewer, other.reviewer)),
    unassigned: assigned.nobody.length,
    coverage,
    items: items.map((item) => {
      const { reviewer, rule = nobody.get(item.id) ?? '' } = reviewers.get(item.id) ?? {};
      return { ...item, ...(reviewer === undefined ? {} : { reviewer }), rule };
    }),
    notes,
  };
}

function whoOf({ principal: { person, robot, subject } }: ReviewItem): string {
  return person ?? robot ?? JSON.stringify(subject);
}

function compare(one: string | null, other: string | null): number {
  const [left, right] = [one ?? '', other ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
