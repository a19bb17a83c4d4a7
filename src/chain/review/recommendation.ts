import type { ItemDecision, ReviewItem } from '../../model/review.ts';
import type { ReviewRecommendation } from '../../model/review-document.ts';
import type { Peers } from './peers.ts';

/** Below this share of the people of the same groups, a right is unusual. */
const FEW = 0.15;
/** Of fewer people nothing can be said. */
const LEAST_PEERS = 5;

export interface Considered {
  readonly item: ReviewItem;
  /** RFC 3339. */
  readonly now: string;
  readonly peers?: Peers;
  /** What was decided in the campaign before. */
  readonly before?: ItemDecision;
}

/**
 * What speaks for taking access away, in sentences; the same for the same facts. Whether it is used is not known here, and
 * what is not known speaks neither for it nor against it.
 */
export function recommend({ item, now, peers, before }: Considered): ReviewRecommendation {
  const { principal, expires, rights } = item;
  const against = [
    ...(principal.left === undefined
      ? []
      : [`${principal.person ?? principal.subject.name} left on ${principal.left.slice(0, 10)}`]),
    ...(principal.kind === 'unidentified' ? [`the roster does not know user ${principal.subject.name}`] : []),
    ...(expires !== undefined && Date.parse(expires) <= Date.parse(now)
      ? [`it was to end on ${expires}`]
      : []),
    ...(before?.verdict === 'revoke' ? [`${before.by} revoked it in the campaign before`] : []),
    ...(peers !== undefined && isFew(peers)
      ? [`${peers.having} of ${peers.people} people of the same groups have it`]
      : []),
  ];
  if (against.length > 0) return { verdict: 'revoke', reasons: against };
  if (rights.some((right) => right.startsWith('whatever ')))
    return { verdict: 'none', reasons: ['what the role allows is not in view'] };
  return {
    verdict: 'keep',
    reasons: [
      ...(before === undefined ? [] : [`${before.by} kept it in the campaign before`]),
      ...(peers === undefined || peers.people < LEAST_PEERS
        ? []
        : [`${peers.having} of ${peers.people} people of the same groups have it`]),
      'nothing that is known speaks against it',
    ],
  };
}

function isFew({ people, having }: Peers): boolean {
  return people >= LEAST_PEERS && having / people < FEW;
}
