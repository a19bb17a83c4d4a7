import type { ForgeEvidence } from '../../model/evidence.ts';
import type { ScanInput } from '../read/input.ts';
import type { Cutter, Cutting } from './cutter.ts';

/** Other evidence of one forge, and how it came about. */
interface Edit extends Omit<Cutting, 'input'> {
  readonly forge: ForgeEvidence;
}

export type ForgeCutter = (forge: ForgeEvidence, parts: readonly string[]) => Edit | undefined;

/** The first part names the repository; the rest is the edit's. */
export function ofForge(edit: ForgeCutter): Cutter {
  return (input, [repository, ...parts]) => {
    const forge = input.forges.find((one) => one.repository === repository);
    const edited = forge === undefined ? undefined : edit(forge, parts);
    if (forge === undefined || edited === undefined) return undefined;
    const { forge: changed, ...cutting } = edited;
    return { ...cutting, input: withForge(input, forge, changed) };
  };
}

function withForge(input: ScanInput, before: ForgeEvidence, after: ForgeEvidence): ScanInput {
  return { ...input, forges: input.forges.map((one) => (one === before ? after : one)) };
}

/** A place in the file of a forge. */
export function placeIn(forge: ForgeEvidence, path: string): string {
  return `${forge.at?.path ?? `forge/${forge.repository}.json`}#${path}`;
}
