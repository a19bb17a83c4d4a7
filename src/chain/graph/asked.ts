import type { Requirement } from '../../model/policy.ts';

/** `2 of platform-security (permission-changes) and signed commits`, as a step says it. */
export function joinWords(asks: readonly Requirement[]): string {
  const approvals = asks.flatMap(({ name, approvals: wanted }) =>
    wanted.map(({ group, count }) => `${count} of ${group} (${name})`),
  );
  const signed = asks.some((one) => one.signed) ? ['signed commits'] : [];
  return [...approvals, ...signed].join(' and ');
}
