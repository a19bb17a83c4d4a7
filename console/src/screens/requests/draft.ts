import type { AccessWish } from '../../api/access.ts';

const KEY = 'mainward.break-glass';

/** Keeps what somebody wrote while they sign in again; in this window only. */
export function keepDraft(storage: Storage, wish: AccessWish): void {
  try {
    storage.setItem(KEY, JSON.stringify(wish));
  } catch {
    // A browser that keeps nothing has it written again.
  }
}

/** What was kept for this policy, if anything; it is looked at once. */
export function takeDraft(storage: Storage, policy: string): AccessWish | undefined {
  try {
    const text = storage.getItem(KEY);
    storage.removeItem(KEY);
    const kept: unknown = text === null ? undefined : JSON.parse(text);
    return isWish(kept) && kept.policy === policy ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isWish(value: unknown): value is AccessWish {
  const { policy, minutes, reason } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof policy === 'string' && typeof minutes === 'number' && typeof reason === 'string';
}
