import { readTar } from '../../../formats/tar/read.ts';
import { MainwardError } from '../../../model/errors.ts';
import type {
  ReviewDecisionsDocument,
  ReviewDocument,
  ReviewItemsDocument,
  ReviewRemediationDocument,
  ReviewsDocument,
} from '../../../model/review-document.ts';
import { ServerClient } from '../drift/server-client.ts';
import type { Invocation } from '../invocation.ts';

const MOST_PACKED = { members: 20_000, bytes: 512_000_000, bytesEach: 512_000_000 };
const PAGE = 500;
/** Items of one campaign beyond these are not fetched. */
const MOST_ITEMS = 200_000;

/** Access reviews of one server, as whoever signed in there. */
export class RemoteReviews {
  readonly #client: ServerClient;

  constructor(invocation: Invocation) {
    if (invocation.options.offline) {
      throw new MainwardError('USAGE', 'A server keeps the reviews, and --offline forbids asking it.', {
        remedy: 'Run it without --offline and without MAINWARD_OFFLINE, or use `mainward review preview`.',
      });
    }
    this.#client = new ServerClient(invocation);
  }

  async campaigns(): Promise<ReviewsDocument> {
    return (await this.#read('mainward.dev/reviews/v1', '/api/v1/reviews', {})) as ReviewsDocument;
  }

  /** Throws REVIEW_REFUSED where it does not begin. */
  async start(request: { readonly definition: string; readonly commit?: string }): Promise<ReviewDocument> {
    const { status, json } = await this.#client.post('/api/v1/reviews', request, [201, 409]);
    if (status === 201) return this.#demand('mainward.dev/review/v1', json) as ReviewDocument;
    throw refusalOf(json);
  }

  async campaign(campaign: string): Promise<ReviewDocument> {
    const path = `/api/v1/reviews/${encodeURIComponent(campaign)}`;
    const found = await this.#client.find(path);
    if (found !== undefined) return this.#demand('mainward.dev/review/v1', found) as ReviewDocument;
    throw absent(campaign);
  }

  /** What comes after a revocation. Throws REVIEW_REFUSED where it is not done. */
  async remedy(
    campaign: string,
    what: 'remediation' | 'verification' | 'exceptions' | 'close',
    body: object,
  ): Promise<ReviewRemediationDocument> {
    const path = `/api/v1/reviews/${encodeURIComponent(campaign)}/${what}`;
    const { status, json } = await this.#client.post(path, body, [200, 404, 409]);
    if (status === 404) throw absent(campaign);
    if (status === 409) throw refusalOf(json);
    return this.#demand('mainward.dev/review-remediation/v1', json) as ReviewRemediationDocument;
  }

  /** Throws REVIEW_REFUSED where nothing of it counts; `before` were recorded before it. */
  async decide(campaign: string, envelope: Uint8Array, before: number): Promise<ReviewDecisionsDocument> {
    const path = `/api/v1/reviews/${encodeURIComponent(campaign)}/decisions`;
    const body = { envelope: Buffer.from(envelope).toString('base64') };
    const { status, json } = await this.#client.post(path, body, [201, 409]);
    if (status === 201)
      return this.#demand('mainward.dev/review-decisions/v1', json) as ReviewDecisionsDocument;
    throw refusalOf(json, before === 0 ? '' : ` ${before} were recorded before that.`);
  }

  /** Files of the evidence pack, by path as the server names them: nobody has looked at those yet. */
  async pack(campaign: string): Promise<ReadonlyMap<string, Uint8Array>> {
    const bytes = await this.#client.bytes(`/api/v1/reviews/${encodeURIComponent(campaign)}/pack`);
    if (bytes === undefined) throw absent(campaign);
    const read = readTar(bytes, MOST_PACKED);
    if (!read.ok || read.value.some(({ member }) => member.kind === 'symlink'))
      throw this.#client.unreadable();
    const files = new Map(read.value.map(({ member, bytes: content }) => [member.path, content]));
    if (files.size < read.value.length) throw this.#client.unreadable();
    return files;
  }

  /** All pages in one. */
  async items(campaign: string, mine: boolean): Promise<ReviewItemsDocument> {
    const path = `/api/v1/reviews/${encodeURIComponent(campaign)}/items`;
    const items: ReviewItemsDocument['items'][number][] = [];
    let after: string | undefined;
    for (;;) {
      const page = (await this.#read('mainward.dev/review-items/v1', path, {
        limit: String(PAGE),
        ...(mine ? { reviewer: 'me' } : {}),
        ...(after === undefined ? {} : { after }),
      })) as ReviewItemsDocument;
      items.push(...page.items);
      const { next, ...rest } = page;
      if (next === undefined || items.length >= MOST_ITEMS) return { ...rest, items };
      after = next;
    }
  }

  async #read(schema: string, path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    return this.#demand(schema, await this.#client.get(path, query));
  }

  /** What a server of this version says is of the shape that its schema names. */
  #demand(schema: string, json: unknown): unknown {
    if (fieldsOf(json)['schema'] !== schema) throw this.#client.unreadable();
    return json;
  }
}

function absent(campaign: string): MainwardError {
  return new MainwardError('REVIEW_REFUSED', `There is no campaign ${JSON.stringify(campaign)} there.`, {
    remedy: 'Look at `mainward review list`.',
  });
}

function refusalOf(json: unknown, more: string = ''): MainwardError {
  const { code, detail, remedy } = fieldsOf(json);
  return new MainwardError(
    'REVIEW_REFUSED',
    `${typeof detail === 'string' ? detail : 'The server does not do it.'}${more}`,
    {
      ...(typeof code === 'string' ? { fields: { code } } : {}),
      ...(typeof remedy === 'string' ? { remedy } : {}),
    },
  );
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return { ...(value instanceof Object ? value : {}) };
}
