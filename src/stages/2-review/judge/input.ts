import type { AccessChange } from '../../../model/access-grant.ts';
import type { ForgeEvidence, PullRequest, PushEvent, Review } from '../../../model/evidence.ts';
import type { Commit } from '../../../model/git.ts';
import type { LandingKind } from '../../../model/landing.ts';
import type { Ownership } from '../../../model/ownership.ts';
import type { Roster } from '../../../model/person.ts';
import type { Requirement } from '../../../model/policy.ts';
import type { CommitSignature } from '../../../model/signature.ts';

/** A commit that a landing brought, with who signed it. */
export interface BroughtCommit {
  readonly commit: Commit;
  readonly signature: CommitSignature;
  readonly backdated?: boolean;
}

/** Everything that the judgement of one landing rests on. */
export interface LandingInput {
  readonly repository: string;
  /** Full ref that was changed. */
  readonly ref: string;
  /** The first-parent commit. */
  readonly commit: string;
  readonly landing: LandingKind;
  readonly contentProved: boolean | null;
  /** What the landing brought; the landing commit itself is the first. */
  readonly commits: readonly BroughtCommit[];
  /** Ids of those that a rebase made anew of offered ones, which are among them too. */
  readonly remade?: readonly string[];
  /**
   * Of merges of the base into what was offered: is it exactly the merge of its parents? One that is absent was not
   * looked at.
   */
  readonly updates?: ReadonlyMap<string, boolean>;
  /** The pull request it landed from, where evidence names one. */
  readonly pullRequest?: PullRequest;
  /** The commit that was offered, whoever says so: evidence, Git's parents, or a message that was proved. */
  readonly offered?: string;
  /** What signed statements say of what it brought; absent where nobody looked for any. */
  readonly statements?: readonly Review[];
  /** Nobody agrees in any other way than by such statements: where there is none, nobody agreed. */
  readonly onlyStatements?: boolean;
  /** The push or merge event that moved the ref to it, where evidence has one. */
  readonly push?: PushEvent;
  readonly evidence?: ForgeEvidence;
  readonly roster?: Roster;
  readonly requirements: readonly Requirement[];
  /** CODEOWNERS at the landing's first parent; absent = not read. */
  readonly ownership?: Ownership;
  /** Changed paths against the first parent; null = not read. */
  readonly paths: readonly string[] | null;
  /** Kinds of the Kubernetes objects in changed files (before and after); null = could not be told. */
  readonly kinds: readonly string[] | null;
  /** What it does to temporary access; absent = nothing. */
  readonly access?: AccessChange;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly atWitnessed: boolean;
  /**
   * Set where it has not landed: judged is the landing that a merge of what is offered would be. `offered`: somebody
   * opened a pull request for it, or whatever its forge calls that.
   */
  readonly prospect?: { readonly offered: boolean };
}

/** What reviewers were shown and said. */
export interface Offer {
  readonly head: string;
  readonly reviews: readonly Review[];
  /** When it landed, as far as somebody saw it; RFC 3339 UTC. */
  readonly landedAt?: string;
}
