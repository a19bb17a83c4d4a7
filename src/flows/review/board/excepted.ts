import { createHash } from 'node:crypto';
import { decodePayload } from '../../../chain/ledger/payload.ts';
import type { Recorded, ReviewExceptedEntry } from '../../../model/ledger.ts';
import { readReviewException } from '../../../stages/2-review/statements/review-exception.ts';
import type { Campaign } from './campaign.ts';
import { signatureOf } from './decided.ts';
import { UNVERIFIED } from './remedy-folds.ts';

/** Something stays although it was revoked, where entry, statement and signature belong together. */
export function foldExcepted(
  campaign: Campaign,
  { index, entry }: Recorded<ReviewExceptedEntry>,
  bytes: Uint8Array | undefined,
): void {
  const payload = decodePayload(bytes, 'mainward.dev/review-decided/v1');
  if (payload === undefined || !campaign.isOpen) return;
  const envelope = Buffer.from(payload.envelope, 'base64');
  if (createHash('sha256').update(envelope).digest('hex') !== entry.statement) return;
  const read = readReviewException(envelope);
  const signed = read.ok ? signatureOf(payload, read.value) : undefined;
  if (!read.ok || signed === undefined) return;
  const { exception, id } = read.value;
  const fits =
    exception.campaign === campaign.id &&
    exception.population === campaign.started.entry.population &&
    exception.exceptions.length === entry.items &&
    exception.expires === entry.expires;
  if (!fits) return;
  campaign.excepted.push({ id, by: payload.by, ...signed });
  for (const { item, digest, reason } of exception.exceptions) {
    const one = campaign.item(item);
    if (one === undefined || one.item.digest !== digest || !UNVERIFIED.has(one.state)) continue;
    if (campaign.outdated.has(item)) continue;
    campaign.states.set(item, 'excepted');
    campaign.exceptions.set(item, { by: payload.by, reason, expires: exception.expires, index });
  }
}
