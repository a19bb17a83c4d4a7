import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { sshSignature } from '../../src/entrypoints/demo/git/keys.ts';
import { encodePayload } from '../../src/flows/observe/payload.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { preAuthentication, writeEnvelope } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import type { ReviewDecidedPayload } from '../../src/model/payload.ts';
import type { ReviewStatement, ReviewVerdict, SessionKey } from '../../src/model/review.ts';
import { ATTESTATION_NAMESPACE } from '../../src/model/statement.ts';
import type { LedgerWriter } from '../../src/ports/ledger.ts';
import { reviewPayload } from '../../src/stages/2-review/statements/review.ts';
import { keyOf } from '../native/people.ts';

/** What somebody would decide about all items of a campaign. */
export function decisionsOn(
  campaign: Campaign,
  verdict: ReviewVerdict,
  at: string,
  reason: string = verdict === 'revoke' ? 'nobody needs it' : '',
): ReviewStatement {
  return {
    campaign: campaign.id,
    population: campaign.started.entry.population,
    decisions: [...campaign.items()].map(({ item }) => ({
      item: item.id,
      digest: item.digest,
      verdict,
      reason,
    })),
    at,
  };
}

/** In an envelope, as `mainward review decide` makes it. */
export function signedBy(who: string, review: ReviewStatement): Uint8Array {
  return envelopeOf(review, (message) =>
    Buffer.from(sshSignature(keyOf(who), message, ATTESTATION_NAMESPACE)),
  );
}

/** A key as a browser makes one. */
export interface BrowserKey {
  readonly key: SessionKey;
  readonly secret: KeyObject;
}

export function browserKey(): BrowserKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return { key: { kty: 'EC', crv: 'P-256', x, y }, secret: privateKey };
}

/** In an envelope, as the console makes it. */
export function signedInBrowser({ secret }: BrowserKey, review: ReviewStatement): Uint8Array {
  return envelopeOf(review, (message) => sign('sha256', message, { key: secret, dsaEncoding: 'ieee-p1363' }));
}

/** Records an envelope, whether it holds together or not. */
export function recordDecided(
  ledger: LedgerWriter,
  { campaign, population, decisions }: ReviewStatement,
  envelope: Uint8Array,
  over: Partial<ReviewDecidedPayload> = {},
): Promise<unknown> {
  return ledger.append(
    {
      type: 'review.decided',
      campaign,
      population,
      statement: createHash('sha256').update(envelope).digest('hex'),
      items: decisions.length,
    },
    encodePayload(
      {
        schema: 'mainward.dev/review-decided/v1',
        by: 'dee',
        signedWith: 'roster-key',
        envelope: Buffer.from(envelope).toString('base64'),
        ...over,
      },
      { bytes: (count) => new Uint8Array(count) },
    ),
  );
}

function envelopeOf(review: ReviewStatement, make: (message: Uint8Array) => Uint8Array): Uint8Array {
  const payload = reviewPayload(review);
  return writeEnvelope(IN_TOTO_PAYLOAD, payload, {
    signature: make(preAuthentication(IN_TOTO_PAYLOAD, payload)),
  });
}
