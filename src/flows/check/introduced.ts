import type { Facts } from '../../chain/facts.ts';
import type { RegisteredControl } from '../../controls/control.ts';
import { judge } from '../../controls/judge.ts';
import type { Finding } from '../../model/finding.ts';
import type { Exception } from '../../model/policy.ts';
import { SEVERITIES } from '../../model/verdict.ts';
import { waive } from '../scan/waive.ts';

/** Controls that a change violates and that were not violated before; what an accepted exception covers is none. The gravest first. */
export function introducedBy(
  before: Facts,
  after: Facts,
  controls: readonly RegisteredControl[],
  exceptions: readonly Exception[],
): readonly Finding[] {
  const violated = (facts: Facts): readonly Finding[] =>
    waive(judge(controls, facts), exceptions, facts.now).findings.filter(
      ({ verdict }) => verdict === 'violated',
    );
  const known = new Map<string, number>();
  for (const { fingerprint } of violated(before)) known.set(fingerprint, (known.get(fingerprint) ?? 0) + 1);
  return violated(after)
    .filter(({ fingerprint }) => {
      const left = known.get(fingerprint) ?? 0;
      known.set(fingerprint, left - 1);
      return left <= 0;
    })
    .sort((one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity));
}
