import { createHash } from 'node:crypto';
import { canonicalJson } from '../../formats/json/canonical.ts';
import type { Sha256 } from '../../model/ledger.ts';
import type { ReviewItem } from '../../model/review.ts';
import type { Way } from './ways.ts';

/**
 * What it is about: the same when the campaign is made again, wherever the line has moved to. Whom a binding names is told by
 * that name, and one person may be named twice; whom a group holds is told by who they are.
 */
export function itemId({ cluster, principal, role, namespace, binding, via }: Way): Sha256 {
  const { subject, person } = principal;
  const who = via.length === 0 || person === undefined ? subject : { person };
  return sha256(canonicalJson({ cluster, principal: who, role, namespace, binding, via }));
}

/** All that was reviewed. */
export function itemDigest(item: Omit<ReviewItem, 'digest'>): Sha256 {
  return sha256(canonicalJson(item));
}

/**
 * Tells whether two items of one id give the same, whatever line they are written in now and whoever moved them there: for
 * whoever asks whether what was decided about is still what there is.
 */
export function grantsTheSame(one: Granted, other: Granted): boolean {
  return canonicalJson(granted(one)) === canonicalJson(granted(other));
}

/** What of an item says what it grants. */
export type Granted = Pick<ReviewItem, 'id' | 'gives' | 'danger' | 'expires' | 'principal'>;

function granted({ id, gives, danger, expires, principal }: Granted): unknown {
  return { id, gives, danger, expires, left: principal.left };
}

function sha256(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex');
}
