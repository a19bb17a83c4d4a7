import type { Sha256 } from '../model/ledger.ts';
import { isNoObject } from '../model/receive.ts';
import { ATTESTATIONS_REF } from '../model/statement.ts';
import type { PushHistory } from './push-log.ts';

/**
 * When a statement first came in, by a record of pushes. Where the whole record is there and began without any, one that is
 * not in it came past the hook and is seen now for the first time.
 */
export function firstSeen(
  history: PushHistory | undefined,
  observedAt: string,
): (digest: Sha256) => string | undefined {
  if (history === undefined) return () => undefined;
  const times = new Map<string, string>();
  for (const { statements, at } of history.records)
    for (const digest of statements ?? []) if (!times.has(digest)) times.set(digest, at);
  const began = history.records.find(({ ref, kind }) => ref === ATTESTATIONS_REF && kind === 'installed');
  const whole = !history.cut && began !== undefined && isNoObject(began.after);
  return (digest) => times.get(digest) ?? (whole ? observedAt : undefined);
}
