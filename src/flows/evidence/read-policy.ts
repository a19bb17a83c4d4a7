import type { Origin } from '../../model/location.ts';
import type { Policy } from '../../policy/read.ts';
import type { Memory } from '../../ports/memory.ts';
import { digestOf } from '../verify/digest.ts';

/** Reads one policy file; rejects where it cannot be used. */
export type PolicyReader = (bytes: Uint8Array, origin: Origin) => Promise<Policy>;

/** The reader brings libraries along, which are loaded only where there is something to read. */
export const readPolicy: PolicyReader = async (bytes, origin) =>
  (await import('../../policy/read.ts')).readPolicyFile(bytes, origin);

/** The same, without reading a file again that this very version has read before. What cannot be used is read each time. */
export function rememberingReader(memory: Memory, version: string): PolicyReader {
  return async (bytes, origin) => {
    const key = digestOf(Buffer.from(JSON.stringify([version, origin, digestOf(bytes)])));
    const known = await memory.recall(key);
    if (known !== undefined) {
      try {
        return JSON.parse(known) as Policy;
      } catch {
        // It is read as if it were new.
      }
    }
    const policy = await readPolicy(bytes, origin);
    await memory.remember(key, JSON.stringify(policy));
    return policy;
  };
}
