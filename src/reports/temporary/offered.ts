import type { AccessPoliciesDocument, OfferedAccess } from '../../model/access-document.ts';
import { harmless } from '../harmless.ts';
import { joinWithAnd } from '../people.ts';
import { indent, paint, type Terminal } from '../text/paint.ts';
import { spanWords } from './span.ts';

const MARGIN = '  ';
const MINUTE = 60_000;

/** What may be asked for, what it gives, and who has to agree. */
export function renderOffered({ policies }: AccessPoliciesDocument, terminal: Terminal): string {
  if (policies.length === 0) return 'Nothing may be asked for.\n';
  return `${policies.flatMap((one) => offered(one, terminal)).join('\n')}\n`;
}

function offered(one: OfferedAccess, terminal: Terminal): readonly string[] {
  const { name, cluster, offers, eligible, longestMinutes, approvals, reasonPrefixes, breakGlass } = one;
  const roles = offers.map(
    ({ namespace, role }) =>
      `${role.replace('/', ' ')} ${namespace === null ? 'everywhere' : `in ${namespace}`}`,
  );
  const agree = approvals.map(({ group, count }) => `${count} of ${group}`);
  const lines = [
    `gives ${joinWithAnd(roles)}, for at most ${spanWords(longestMinutes * MINUTE)}; ${joinWithAnd(agree)} agree`,
    ...(reasonPrefixes.length === 0 ? [] : [`the reason begins with ${reasonPrefixes.join(' or ')}`]),
    ...(breakGlass?.eligible === true
      ? [`you may break the glass, for at most ${spanWords(breakGlass.longestMinutes * MINUTE)}`]
      : []),
  ];
  return [
    paint(
      terminal,
      harmless(`${name} in ${cluster}${eligible ? '' : ', for which you may not ask'}`),
      ...(eligible ? (['bold'] as const) : (['dim'] as const)),
    ),
    ...lines.flatMap((text) => indent(harmless(text), MARGIN, MARGIN, terminal.width)),
  ];
}
