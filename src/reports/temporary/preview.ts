import type { AccessGrant, AccessPolicy } from '../../model/access-grant.ts';
import { harmless } from '../harmless.ts';
import { spanWords } from './span.ts';

const MARGIN = ' '.repeat(11);

/** What somebody is about to agree to, as the commit has it. Shown before anything is signed; all of it comes from others. */
export function renderGrantPreview(
  { grant, policy }: { readonly grant: AccessGrant; readonly policy: AccessPolicy },
  head: string,
): string {
  const { person, subject, reason, requestedAt, expires } = grant;
  const span = spanWords(Date.parse(expires) - Date.parse(requestedAt));
  const roles = policy.offers.map(
    ({ namespace, role }) =>
      `${role.kind} ${role.name} ${namespace === undefined ? 'everywhere' : `in ${namespace}`}`,
  );
  const rows: readonly (readonly [string, string])[] = [
    ['approving', `${person} has ${policy.name} in ${policy.cluster} until ${expires}`],
    ['for', `${span}, from ${requestedAt}`],
    ['as', `${subject.kind} ${subject.name}`],
    ...roles.map((role, index) => [index === 0 ? 'gives' : '', role] as const),
    ['reason', reason],
    ['head', head],
  ];
  return rows.map(([name, text]) => `${name.padEnd(MARGIN.length)}${harmless(text)}\n`).join('');
}
