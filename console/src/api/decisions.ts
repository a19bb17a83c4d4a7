import { inStatements } from '../../../src/model/review-statement.ts';
import type { SessionSigner } from '../sign/session-key.ts';
import { type Decision, envelopeOf, messageOf, payloadOf } from '../sign/statement.ts';
import { ask } from './client.ts';
import { reviewPath } from './reviews.ts';

export interface SigningOf {
  readonly campaign: string;
  readonly population: string;
  readonly decisions: readonly Decision[];
}

/**
 * Signs decisions and has them recorded, a statement after the other; `taken` is called with the items of each that was.
 * Rejects with `ApiProblem` at the first that the server refuses: all of that one, and nothing of those behind it, counts.
 */
export async function signDecisions(
  { campaign, population, decisions }: SigningOf,
  { key, sign }: SessionSigner,
  taken: (items: readonly string[]) => void,
): Promise<void> {
  for (const part of inStatements(decisions)) {
    const at = new Date().toISOString();
    const payload = payloadOf({ campaign, population, decisions: part, at });
    const envelope = envelopeOf(payload, await sign(messageOf(payload)));
    await ask('mainward.dev/review-decisions/v1', `${reviewPath(campaign)}/decisions`, {
      method: 'POST',
      body: { envelope, key },
    });
    taken(part.map(({ item }) => item));
  }
}
