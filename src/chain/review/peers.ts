import type { ReviewItem } from '../../model/review.ts';

/** Of the people in the same groups, how many have the same role in the same place. */
export interface Peers {
  readonly people: number;
  readonly having: number;
}

/** Who has what among people of the same groups, as far as the items of one campaign show their groups. */
export class PeerIndex {
  /** Group -> its members. */
  readonly #members: Map<string, Set<string>> = new Map();
  readonly #groups: Map<string, Set<string>> = new Map();
  /** Role and place -> who has it, on whatever way. */
  readonly #holders: Map<string, Set<string>> = new Map();

  constructor(items: Iterable<ReviewItem>) {
    for (const item of items) {
      const { person } = item.principal;
      if (person === undefined) continue;
      add(this.#holders, rightOf(item), person);
      for (const group of item.via) {
        add(this.#members, group, person);
        add(this.#groups, person, group);
      }
    }
  }

  /** `undefined` for whoever is no person, or is in no group that is seen. */
  of(item: ReviewItem): Peers | undefined {
    const { person } = item.principal;
    const groups = person === undefined ? undefined : this.#groups.get(person);
    if (person === undefined || groups === undefined) return undefined;
    const peers = new Set([...groups].flatMap((group) => [...(this.#members.get(group) ?? [])]));
    const holders = this.#holders.get(rightOf(item)) ?? new Set();
    return { people: peers.size, having: [...peers].filter((one) => holders.has(one)).length };
  }
}

/** Two items of one right: whoever loses one of them keeps it by the other. */
export function isSameRight(one: ReviewItem, other: ReviewItem): boolean {
  return (
    one.id !== other.id &&
    one.cluster === other.cluster &&
    samePrincipal(one, other) &&
    (other.namespace === null || other.namespace === one.namespace) &&
    (one.gives === other.gives || allows(other, one))
  );
}

/** Words that are cut prove nothing. */
function allows({ rights }: ReviewItem, { rights: wanted }: ReviewItem): boolean {
  return wanted.every((right) => rights.includes(right) && !/ and \d+ more| rights more$/.test(right));
}

function samePrincipal({ principal: one }: ReviewItem, { principal: other }: ReviewItem): boolean {
  if (one.person !== undefined || other.person !== undefined) return one.person === other.person;
  return (
    one.subject.kind === other.subject.kind &&
    one.subject.name === other.subject.name &&
    one.subject.namespace === other.subject.namespace
  );
}

function rightOf({ cluster, role, namespace, binding }: ReviewItem): string {
  return JSON.stringify([
    cluster,
    role.kind,
    role.name,
    role.kind === 'Role' ? binding.namespace : '',
    namespace,
  ]);
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key) ?? new Set();
  map.set(key, known.add(value));
}
