import { liveObject } from '../../../formats/kubernetes/live.ts';
import { feedMeaning } from '../../../stages/4-agent/meaning.ts';
import { rbacMeaning } from '../../../stages/5-cluster/meaning.ts';

import { fieldsOf } from './fields.ts';

/** Characters of an object whose meaning is told; of a larger one only who wrote it, and when. */
const LONGEST = 262_144;

/** What an object means that the API server answered, as desired objects are compared by it. */
export function meaningOfAnswer(object: unknown): string | undefined {
  const read = isSmall(object) ? liveObject(object, 'audit') : undefined;
  if (read === undefined) return undefined;
  const { apiVersion, kind } = read;
  return rbacMeaning(read) ?? feedMeaning({ apiVersion, kind, spec: fieldsOf(object).get('spec') });
}

function isSmall(object: unknown): boolean {
  try {
    return JSON.stringify(object).length <= LONGEST;
  } catch {
    // Nested too deeply to be written.
    return false;
  }
}
