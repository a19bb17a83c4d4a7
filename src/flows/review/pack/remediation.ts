import { decodePayload } from '../../../chain/ledger/payload.ts';
import type { PackRemediation } from '../../../model/review-pack.ts';
import { readReviewException } from '../../../stages/2-review/statements/review-exception.ts';
import type { PackEvidence } from './evidence.ts';

/** What the record says of what came of a campaign. */
export function remediationIn({ entries }: PackEvidence): PackRemediation {
  const proposed: PackRemediation['proposed'][number][] = [];
  const verified: PackRemediation['verified'][number][] = [];
  const excepted: PackRemediation['excepted'][number][] = [];
  let closed: PackRemediation['closed'];
  for (const { index, entry, payload } of entries) {
    const { at } = entry;
    if (entry.type === 'review.proposed') {
      const { repository, ref, head } = entry;
      const { items = [], tasks = [] } = decodePayload(payload, 'mainward.dev/review-proposed/v1') ?? {};
      const offered = ref === undefined || head === undefined ? {} : { ref, head };
      proposed.push({ index, at, repository, ...offered, items, tasks });
    } else if (entry.type === 'review.verified') {
      const { commit, cluster } = entry;
      const { items = [], returned = [] } = decodePayload(payload, 'mainward.dev/review-verified/v1') ?? {};
      verified.push({ index, at, commit, ...(cluster === undefined ? {} : { cluster }), items, returned });
    } else if (entry.type === 'review.excepted') {
      const said = decodePayload(payload, 'mainward.dev/review-decided/v1');
      const read = said === undefined ? undefined : readReviewException(Buffer.from(said.envelope, 'base64'));
      const items = read?.ok === true ? read.value.exception.exceptions : [];
      excepted.push({
        index,
        at,
        by: said?.by ?? '',
        expires: entry.expires,
        items: items.map(({ item, reason }) => ({ item, reason })),
      });
    } else if (entry.type === 'review.closed' && closed === undefined) {
      const { by, why, acknowledged = [] } = decodePayload(payload, 'mainward.dev/review-closed/v1') ?? {};
      closed = {
        index,
        at,
        outcome: entry.outcome,
        ...(by === undefined ? {} : { by }),
        ...(why === undefined ? {} : { why }),
        acknowledged,
      };
    }
  }
  return { proposed, verified, excepted, ...(closed === undefined ? {} : { closed }) };
}
