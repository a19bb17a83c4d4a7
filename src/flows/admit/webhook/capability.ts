import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SecretText } from '../../../ports/certificates.ts';
import type { Random } from '../../../ports/random.ts';

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** The paths below which API servers ask, one a cluster. Who does not know a path can ask nothing. */
export class WebhookPaths {
  readonly #secret: string;

  private constructor(secret: string) {
    this.#secret = secret;
  }

  /** The same paths as ever; new ones where there are none, or none of ours. */
  static async open(store: SecretText, random: Random): Promise<WebhookPaths> {
    const kept = (await store.read())?.trim();
    if (kept !== undefined && SECRET.test(kept)) return new WebhookPaths(kept);
    const secret = Buffer.from(random.bytes(32)).toString('base64url');
    await store.write(`${secret}\n`);
    return new WebhookPaths(secret);
  }

  pathOf(cluster: string): string {
    return `/admit/${encodeURIComponent(cluster)}/${this.#token(cluster)}`;
  }

  /** Which of these clusters a request's path means. It takes the same time for every token of the same length. */
  clusterOf(path: string, clusters: readonly string[]): string | undefined {
    const [, admit, name = '', token = '', ...rest] = path.split('/');
    if (admit !== 'admit' || rest.length > 0) return undefined;
    const cluster = clusters.find((one) => encodeURIComponent(one) === name);
    const isRight = timingSafeEqual(digest(token), digest(this.#token(cluster ?? '')));
    return isRight ? cluster : undefined;
  }

  #token(cluster: string): string {
    return createHmac('sha256', this.#secret).update(`admit ${cluster}`).digest('base64url');
  }
}

function digest(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
