import { decodePayload } from '../../chain/ledger/payload.ts';
import type { GrantPorts } from './ports.ts';

/** Ids of those who agreed to a commit by signed statements, as recorded. */
export async function approversOf(
  ledger: GrantPorts['ledger'],
  repository: string,
  head: string,
): Promise<readonly string[]> {
  const found = await ledger.find({ types: ['change.approved'], repository, commit: head });
  const people = await Promise.all(
    found.map(async ({ entry: { payload } }) =>
      payload === undefined
        ? undefined
        : decodePayload(await ledger.payload(payload), 'mainward.dev/approved/v1')?.by,
    ),
  );
  return [...new Set(people.flatMap((one) => one ?? []))].sort();
}
