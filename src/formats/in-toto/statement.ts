import { err, ok, type Result } from '../../model/result.ts';
import { STATEMENT_TYPE } from '../../model/statement.ts';
import { readJson } from '../json/read.ts';
import { child, entriesOf, itemsOf, stringOf } from '../yaml/access.ts';
import type { YamlNode } from '../yaml/tree.ts';

/** The payload type under which DSSE carries a statement. */
export const IN_TOTO_PAYLOAD = 'application/vnd.in-toto+json';

/** An in-toto statement (`in-toto/attestation`, spec/v1/statement.md). */
export interface Statement {
  /** Digests of each subject by algorithm, e.g. `gitCommit`. */
  readonly subjects: readonly ReadonlyMap<string, string>[];
  readonly predicateType: string;
  /** What it says; its meaning depends on the type. */
  readonly predicate: YamlNode | undefined;
}

const BUDGET = { bytes: 64 << 10, depth: 16, nodes: 1_000 };
const MOST_SUBJECTS = 64;

/** Reads the payload of an envelope; the error says what is wrong with it. Fields that are not known are passed over. */
export function readStatement(payload: Uint8Array): Result<Statement, string> {
  const [document] = readJson(payload, { path: 'statement' }, BUDGET).documents;
  if (document?.ok !== true || document.root === undefined)
    return err(document?.ok === false ? document.reason : 'it is empty');
  const { root } = document;
  if (stringOf(child(root, '_type')) !== STATEMENT_TYPE) return err('it is no in-toto statement of v1');
  const predicateType = stringOf(child(root, 'predicateType'));
  if (predicateType === undefined) return err('it has no predicateType');
  const listed = itemsOf(child(root, 'subject'));
  if (listed.length === 0 || listed.length > MOST_SUBJECTS) return err('it has no subject, or too many');
  const subjects: ReadonlyMap<string, string>[] = [];
  for (const one of listed) {
    const digests = new Map<string, string>();
    for (const { key, value } of entriesOf(child(one, 'digest'))) {
      const digest = stringOf(value);
      if (digest === undefined || !/^[0-9a-f]{1,256}$/.test(digest)) return err('a digest is no hexadecimal');
      digests.set(key.source, digest);
    }
    if (digests.size === 0) return err('a subject has no digest');
    subjects.push(digests);
  }
  return ok({ subjects, predicateType, predicate: child(root, 'predicate') });
}
