import type { PolicyRule } from '../../../model/rbac.ts';
import type { HeldRule } from '../authorizer.ts';
import type { HeldRights } from './boxes.ts';

/** Answers about subjects that hold the same rules in the same places: what is found out of one is so for all of them. */
export class Alike {
  readonly #numbers = new WeakMap<PolicyRule, number>();
  readonly #answers = new Map<string, readonly HeldRights[]>();
  #next = 0;

  /** What `ask` answers for these rules and these others that are held; by which bindings is told of this subject's own. */
  once(
    rules: readonly HeldRule[],
    held: readonly HeldRule[],
    ask: () => readonly HeldRights[],
  ): readonly HeldRights[] {
    const key = `${this.#wordsOf(rules)} / ${this.#wordsOf(held)}`;
    const known = this.#answers.get(key);
    if (known === undefined) {
      const answer = ask();
      this.#answers.set(key, answer);
      return answer;
    }
    const own = new Map(rules.map((one) => [this.#wordOf(one), one]));
    return known.map((rights) => ({
      ...rights,
      via: rights.via.map((one) => own.get(this.#wordOf(one)) ?? one),
    }));
  }

  #wordsOf(rules: readonly HeldRule[]): string {
    return [...new Set(rules.map((one) => this.#wordOf(one)))].sort().join(' ');
  }

  /** A namespace has no space in it. */
  #wordOf({ rule, namespace }: HeldRule): string {
    let number = this.#numbers.get(rule);
    if (number === undefined) {
      this.#next += 1;
      number = this.#next;
      this.#numbers.set(rule, number);
    }
    return namespace === null ? `${number}` : `${number}@${namespace}`;
  }
}
