import type { ChangeState } from '../../../src/model/change-record.ts';
import type { ObjectRef } from '../../../src/model/ledger.ts';
import type { PersonRef } from '../../../src/model/person.ts';

/** How far a change has come, as people say it. */
export const STATE_WORDS: Readonly<Record<ChangeState, string>> = {
  proposed: 'proposed',
  approved: 'approved',
  checked: 'checked',
  landed: 'landed',
  'credential-issued': 'credential issued',
  published: 'handed over',
  applied: 'applied',
  live: 'live',
};

/** `RoleBinding shop/admins`. */
export function objectWords({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

export function personWords(person: PersonRef): string {
  return typeof person === 'string' ? person : person.account;
}

/** `ann, ben and cy`. */
export function listWords(names: readonly string[]): string {
  if (names.length <= 1) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `1 commit`, `2 commits`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? one : many}`;
}

/** `main` of `refs/heads/main`. */
export function refWords(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

/** What a change is called: the forge's name of it, or that it was never offered. */
export function changeWords({
  repository,
  proposal,
  ref,
}: {
  readonly repository: string;
  readonly proposal?: string;
  readonly ref: string;
}): string {
  if (proposal === undefined) return `${repository}, straight to ${refWords(ref)}`;
  return `${repository} ${/^[0-9a-f]{40,64}$/.test(proposal) ? proposal.slice(0, 12) : `#${proposal}`}`;
}
