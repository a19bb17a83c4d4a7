import type { ReviewItem } from '../../../model/review.ts';
import { harmless } from '../../../reports/harmless.ts';
import { subjectText } from '../../../stages/5-cluster/ask/names.ts';

const MOST_CHARACTERS = 120;

/** `user ann: ClusterRole edit in shop of production, by RoleBinding shop/editors`, on one line whatever the names are. */
export function accessWords({
  principal,
  role,
  namespace,
  cluster,
  binding,
  via,
}: Pick<ReviewItem, 'principal' | 'role' | 'namespace' | 'cluster' | 'binding' | 'via'>): string {
  const where = namespace === null ? 'everywhere' : `in ${oneLine(namespace)}`;
  const of = binding.namespace === undefined ? '' : `${oneLine(binding.namespace)}/`;
  const group = via.length === 0 ? '' : ` through group ${via.map(oneLine).join(', ')}`;
  const who = oneLine(subjectText(principal.subject));
  return `${who}: ${role.kind} ${oneLine(role.name)} ${where} of ${oneLine(cluster)}, by ${binding.kind} ${of}${oneLine(binding.name)}${group}`;
}

/** What strangers named, so that it is neither a trailer nor steers a terminal. */
function oneLine(text: string): string {
  const clean = harmless(text);
  return clean.length <= MOST_CHARACTERS ? clean : `${clean.slice(0, MOST_CHARACTERS)}…`;
}

/** Who loses what, for those who agree to it; and which items that is, for programs. */
export function proposalMessage(
  campaign: string,
  items: readonly ReviewItem[],
  /** What goes with them: members of groups. */
  along: readonly string[],
): string {
  const count = items.length === 1 ? 'one right' : `${items.length} rights`;
  return [
    `Take out ${count} that the review ${campaign} revoked`,
    '',
    'Who loses what:',
    ...items.map((item) => `- ${accessWords(item)}`),
    ...(along.length === 0 ? [] : ['', 'And with their group:', ...along.map((line) => `- ${line}`)]),
    '',
    `Review-Campaign: ${campaign}`,
    ...items.map(({ id }) => `Review-Item: ${id}`),
  ].join('\n');
}
