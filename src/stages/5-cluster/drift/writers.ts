import type { Actor } from '../../../model/drift.ts';
import { accountOf } from '../match.ts';

/** Whoever wrote an object, where the API server said so; what an object says of its manager is a claim. */
export type Writer = Pick<Actor, 'source' | 'user' | 'impersonator'>;

/**
 * The name under which a writer was seen; `undefined` where nobody was, or somebody is known to have used the name of another.
 * Admission cannot see that, so this name alone never makes an object trusted.
 */
export function seenUser(writer: Writer | undefined): string | undefined {
  return writer === undefined || isUnseen(writer) || writer.impersonator !== undefined
    ? undefined
    : writer.user;
}

/** Does nobody know who wrote it? */
export function isUnseen(writer: Writer | undefined): boolean {
  return writer === undefined || writer.source === 'manager';
}

/** Was it a person, so far as a name tells: neither a service account nor a part of Kubernetes? */
export function isPerson(writer: Writer | undefined): boolean {
  if (writer === undefined || isUnseen(writer)) return false;
  const user = writer.impersonator ?? writer.user;
  return user !== undefined && accountOf(user) === undefined && !user.startsWith('system:');
}
