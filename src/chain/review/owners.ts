import { matchWildcard } from '../../formats/glob/wildcard.ts';
import type { Roster } from '../../model/person.ts';
import type { ReviewDefinition, ReviewItem } from '../../model/review.ts';

export interface OwnerSources {
  readonly definition: ReviewDefinition;
  readonly roster: Roster;
  /** Cluster -> namespace -> the group that its manifest names. */
  readonly owners: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Who owns a file, as its forge reads it: `@user`, `@org/team`, `name@host`. */
  readonly codeOwners: (path: string) => readonly string[];
}

/** People who may be asked, and by which rule. */
export interface Owners {
  readonly rule: string;
  /** Ids in the roster, sorted. */
  readonly people: readonly string[];
}

/** Who owns items. */
export class ItemOwners {
  readonly #sources: OwnerSources;
  readonly #groups: Map<string, readonly string[]> = new Map();
  readonly #files: Map<string, readonly string[]> = new Map();

  constructor(sources: OwnerSources) {
    this.#sources = sources;
  }

  /** The nearest first; the campaign's owner comes last. */
  of({
    namespace,
    cluster,
    at: { path },
  }: Pick<ReviewItem, 'namespace' | 'cluster' | 'at'>): readonly Owners[] {
    const { definition, owners } = this.#sources;
    const named = definition.reviewers.find(
      (one) => namespace !== null && matchWildcard(one.namespace, namespace),
    );
    const group = namespace === null ? undefined : owners.get(cluster)?.get(namespace);
    const code = this.#codeOwners(path);
    return [
      ...(named === undefined
        ? []
        : [{ rule: `reviewers of namespace ${named.namespace}`, people: this.#members(named.group) }]),
      ...(group === undefined
        ? []
        : [{ rule: `owner of namespace ${namespace ?? ''}`, people: this.#members(group) }]),
      ...(code.length === 0 ? [] : [{ rule: `code owners of ${path}`, people: code }]),
      { rule: 'owner of the campaign', people: this.#members(definition.owner) },
    ];
  }

  #codeOwners(path: string): readonly string[] {
    const { codeOwners } = this.#sources;
    return remembered(this.#files, path, () =>
      [...new Set(codeOwners(path).flatMap((owner) => this.#peopleOf(owner)))].sort(),
    );
  }

  #members(group: string): readonly string[] {
    return remembered(this.#groups, group, () =>
      this.#sources.roster.people
        .filter(({ groups }) => groups.includes(group))
        .map(({ id }) => id)
        .sort(),
    );
  }

  /** A team of a forge is the group of the roster that is called like it, with or without its organisation. */
  #peopleOf(owner: string): readonly string[] {
    const name = owner.replace(/^@/, '');
    if (owner.startsWith('@') && name.includes('/')) {
      const whole = this.#members(name);
      return whole.length > 0 ? whole : this.#members(name.split('/').at(-1) ?? '');
    }
    const wanted = name.toLowerCase();
    return this.#sources.roster.people
      .filter(({ emails, accounts }) =>
        owner.startsWith('@')
          ? accounts.some(({ system, login }) => system !== 'kubernetes' && login.toLowerCase() === wanted)
          : emails.some((email) => email.toLowerCase() === wanted),
      )
      .map(({ id }) => id);
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
