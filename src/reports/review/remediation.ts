import type { ReviewRemediationDocument } from '../../model/review-document.ts';
import { harmless } from '../harmless.ts';
import { count } from '../people.ts';

/** What came of what was revoked, and what is missing. */
export function renderRemediation(document: ReviewRemediationDocument): string {
  const { campaign, state, proposals, unverified, exceptions, canClose, obstacles } = document;
  const lines = [
    `${campaign}  ${state}`,
    ...proposals.map(
      ({ ref, head, items }) =>
        `offered  ${head.slice(0, 12)}  ${ref}, takes out ${count(items.length, 'item')}`,
    ),
    ...unverified.map(
      (one) =>
        `${one.state.padEnd(MARGIN)}${one.item.slice(0, 12)}  ${one.missing}${one.acknowledgeable ? ' (may be acknowledged)' : ''}`,
    ),
    ...exceptions.map(
      ({ item, reason, expires }) =>
        `${'excepted'.padEnd(MARGIN)}${item.slice(0, 12)}  until ${expires.slice(0, 10)}: ${reason}`,
    ),
    ...(unverified.length === 0
      ? [
          exceptions.length === 0
            ? 'Nothing that was revoked is known to be there still.'
            : 'Nothing else that was revoked is known to be there still.',
        ]
      : []),
    ...(canClose ? ['It can be closed.'] : []),
    ...obstacles
      .filter((one) => !unverified.some(({ item }) => one.startsWith(item)))
      .map((one) => `open: ${one}`),
  ];
  return lines.map((line) => `${harmless(line)}\n`).join('');
}

const MARGIN = 10;
