import { basename, dirname } from 'node:path';
import { FsFolderReader } from '../../adapters/folder-fs/reader.ts';
import { type Evidence, NO_EVIDENCE, readEvidence } from '../../flows/evidence/evidence.ts';
import type { GlobalOptions } from './invocation.ts';

/** What `--evidence`, `--roster` and `--policy` supply. */
export async function collectEvidence(options: GlobalOptions): Promise<Evidence> {
  const { evidence, roster, policy } = options;
  if (evidence.length === 0 && roster === undefined && policy === undefined) return NO_EVIDENCE;
  return readEvidence(
    {
      folders: evidence,
      ...(roster === undefined ? {} : { roster: { folder: dirname(roster), file: basename(roster) } }),
      ...(policy === undefined ? {} : { policy }),
    },
    new FsFolderReader(),
  );
}
