import { sshSignature } from '../../src/entrypoints/demo/git/keys.ts';
import type { FoundPauses } from '../../src/flows/guard/pause/found.ts';
import { type PauseAnswer, type PauseContext, pauseInForce } from '../../src/flows/guard/pause/in-force.ts';
import { preAuthentication, writeEnvelope } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import type { PauseBegun, PauseEnded, PauseStatement } from '../../src/model/pause.ts';
import { ATTESTATION_NAMESPACE } from '../../src/model/statement.ts';
import type { FoundStatement } from '../../src/ports/forge.ts';
import { pausePayload } from '../../src/stages/2-review/statements/pause.ts';
import { keyOf, ROSTER } from './people.ts';

export const COMMIT = 'c'.repeat(40);
export const NOW: number = Date.parse('2026-06-01T12:00:00Z');

export const PAUSE: PauseBegun = {
  verdict: 'pause',
  repository: 'shop',
  cluster: 'prod',
  from: '2026-06-01T11:50:00Z',
  until: '2026-06-01T12:40:00Z',
  reason: 'the network is being rebuilt',
  commit: COMMIT,
  at: '2026-06-01T11:50:00Z',
};

export interface SaidBy {
  readonly key?: string;
  readonly seen?: string;
  readonly namespace?: string;
  /** The payload, once it is signed. */
  readonly swap?: (text: string) => string;
  /** The envelope, once it is signed. */
  readonly edit?: (text: string) => string;
}

/** A statement as it might lie in the repository, by Ben unless said otherwise. */
export function said(
  pause: PauseStatement,
  { key = 'ben', seen, namespace, swap, edit }: SaidBy = {},
): FoundStatement {
  const payload = pausePayload(pause);
  const message = preAuthentication(IN_TOTO_PAYLOAD, payload);
  const signature = sshSignature(keyOf(key), message, namespace ?? ATTESTATION_NAMESPACE);
  const kept = swap === undefined ? payload : Buffer.from(swap(Buffer.from(payload).toString('utf8')));
  const envelope = writeEnvelope(IN_TOTO_PAYLOAD, kept, { signature: Buffer.from(`${signature}\n`) });
  const text = Buffer.from(envelope).toString('utf8');
  return {
    source: 'a test',
    envelope: Buffer.from(edit?.(text) ?? text),
    ...(seen === undefined ? {} : { seen }),
  };
}

export function paused(over: Partial<PauseBegun> = {}, by: SaidBy = {}): FoundStatement {
  return said({ ...PAUSE, ...over }, by);
}

export function ended(ends: string, over: Partial<PauseEnded> = {}, by: SaidBy = {}): FoundStatement {
  const { repository, cluster, until } = PAUSE;
  return said({ verdict: 'end', repository, cluster, until, at: '2026-06-01T11:55:00Z', ends, ...over }, by);
}

export function judged(statements: readonly FoundStatement[], over: Partial<PauseContext> = {}): PauseAnswer {
  const found: FoundPauses = { statements, commits: new Set([COMMIT]), tooMany: false };
  return pauseInForce(found, {
    repository: 'shop',
    cluster: 'prod',
    policy: { groups: ['security'], longestMinutes: 60 },
    roster: ROSTER,
    now: NOW,
    ...over,
  });
}
