import { type Assigned, assign } from '../../chain/review/reviewers.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Roster } from '../../model/person.ts';
import type { ReviewDefinition } from '../../model/review.ts';
import type { SourceTree } from '../../model/tree.ts';
import type { Policy } from '../../policy/read.ts';
import type { GitRepository } from '../../ports/git.ts';
import type { Pause } from '../../ports/pause.ts';
import { OwnerIndex, readGithubOwnership } from '../../stages/2-review/codeowners.ts';
import { nearest } from '../ask/nearest.ts';
import { readPolicyFiles } from '../observe/policy.ts';
import { readSourceTree } from '../scan/source-tree.ts';
import type { AskLanding } from './landing-facts.ts';
import { isOfReview, type PopulationMade, populationAt } from './population.ts';

export interface DraftRequest {
  /** Object id; definition and roster are read at it. */
  readonly commit: string;
  /** The repository's name in policy. */
  readonly name: string;
  /** Folder of the policy. */
  readonly policy: string;
  /** Name of the ReviewDefinition. */
  readonly definition: string;
  /** In place of the one at the commit. */
  readonly roster?: Roster;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** A campaign before anybody began it. */
export interface Draft {
  readonly definition: ReviewDefinition;
  readonly written: { readonly path: string; readonly text: string };
  readonly roster: Roster;
  readonly population: PopulationMade;
  readonly assigned: Assigned;
}

/**
 * What a campaign would be about, and who would review it. Nothing is asked but the commit, and of who landed what, `ask`.
 * Fails with POLICY_INVALID or ROSTER_INVALID where what the commit says cannot be used, and with REVIEW_REFUSED where there
 * is no such definition, or no roster.
 */
export async function draftOf(
  repository: GitRepository,
  request: DraftRequest,
  ask: (roster: Roster) => AskLanding,
  pause?: Pause,
): Promise<Draft> {
  const { commit, name, now } = request;
  const declared = await declaredAt(repository, request);
  const { definition, written } = chosen(request.definition, declared);
  const roster = request.roster ?? declared.flatMap(({ policy }) => policy.rosters)[0];
  if (roster === undefined) throw noRoster(commit);
  const system = declared.flatMap(({ policy }) => policy.systems)[0];
  const tree = { ...(await readSourceTree(repository, commit, isOfReview)), repository: name };
  const population = await populationAt(
    repository,
    { commit, name, definition, roster, now, ...(system === undefined ? {} : { system }) },
    ask(roster),
    tree,
    pause,
  );
  const assigned = assign({
    items: population.items,
    definition,
    roster,
    now,
    owners: population.owners,
    codeOwners: codeOwnersIn(tree),
  });
  return { definition, written, roster, population, assigned };
}

/** Who owns a file, by the CODEOWNERS of its tree. */
export function codeOwnersIn(tree: SourceTree): (path: string) => readonly string[] {
  const owners = new OwnerIndex(readGithubOwnership(tree));
  return (path) => owners.ruleFor(path)?.owners ?? [];
}

interface DeclaredFile {
  readonly path: string;
  readonly text: string;
  readonly policy: Policy;
}

/** The policy of a commit, file by file. */
export async function declaredAt(
  repository: GitRepository,
  { commit, name, policy: folder }: Pick<DraftRequest, 'commit' | 'name' | 'policy'>,
): Promise<readonly DeclaredFile[]> {
  const [{ readPolicyFile }, { demandOneDefinitionEach }] = await Promise.all([
    import('../../policy/read.ts'),
    import('../../policy/review-definition.ts'),
  ]);
  const { files } = await readPolicyFiles(repository, commit, folder);
  const read = files.map(({ path, text }) => ({
    path,
    text,
    policy: readPolicyFile(new TextEncoder().encode(text), { path, repository: name, commit }),
  }));
  demandOneDefinitionEach(read.flatMap(({ policy }) => policy.reviews));
  return read;
}

function chosen(wanted: string, declared: readonly DeclaredFile[]): Pick<Draft, 'definition' | 'written'> {
  for (const { path, text, policy } of declared) {
    const definition = policy.reviews.find(({ name }) => name === wanted);
    if (definition !== undefined) return { definition, written: { path, text } };
  }
  const names = declared.flatMap(({ policy }) => policy.reviews.map(({ name }) => name)).sort();
  const meant = nearest(wanted, names);
  throw new MainwardError(
    'REVIEW_REFUSED',
    `There is no ReviewDefinition ${JSON.stringify(wanted)} at this commit.`,
    {
      remedy:
        names.length === 0
          ? 'Write one under .mainward/; docs/review.md says how.'
          : meant === undefined
            ? `There is ${names.join(', ')}.`
            : `Did you mean ${meant}?`,
    },
  );
}

function noRoster(commit: string): MainwardError {
  return new MainwardError('REVIEW_REFUSED', 'Nobody says who the people are, so nobody can review.', {
    fields: { commit },
    remedy: 'Write a Roster under .mainward/ of the repository, or hand one in with --roster FILE.',
  });
}
