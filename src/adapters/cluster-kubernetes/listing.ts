import type { KubernetesObject, ListOptions, ObjectList, ResourceType } from '../../ports/cluster.ts';
import { isExpired, tooMuch, unreachable } from './answers.ts';
import { isFields, objectFrom } from './objects.ts';
import { collectionPath, withQuery } from './paths.ts';
import type { Requests } from './requests.ts';

/** How often a list begins anew because the server forgot where its pages stood. */
const MOST_BEGINNINGS = 3;

/** The whole list, page by page. Where the server forgets the next page, everything is asked for again, at last at once. */
export async function listAll(
  requests: Requests,
  type: ResourceType,
  options: ListOptions,
  signal?: AbortSignal,
): Promise<ObjectList> {
  for (let beginning = 1; ; beginning += 1) {
    try {
      return await pages(requests, type, options, beginning <= MOST_BEGINNINGS, signal);
    } catch (error) {
      if (!isExpired(error) || beginning > MOST_BEGINNINGS) throw error;
    }
  }
}

async function pages(
  requests: Requests,
  type: ResourceType,
  options: ListOptions,
  paged: boolean,
  signal: AbortSignal | undefined,
): Promise<ObjectList> {
  const { limits, address } = requests;
  const items: KubernetesObject[] = [];
  let bytes = 0;
  let next: string | undefined;
  for (let page = 1; page <= limits.listPages; page += 1) {
    const path = withQuery(collectionPath(type, options.namespace), {
      labelSelector: options.labelSelector,
      limit: paged ? String(options.pageSize ?? limits.pageSize) : undefined,
      continue: next,
    });
    const answer = await requests.send({ method: 'GET', path, harmless: true }, signal);
    const list = pageFrom(answer?.body, type);
    if (list === undefined) throw unreachable(address, 'its answer is no list');
    items.push(...list.items);
    bytes += answer?.bytes ?? 0;
    if (bytes > limits.listBytes) throw tooMuch(address, `${limits.listBytes} bytes in a list`);
    next = list.next;
    if (next === undefined) return { items, resourceVersion: list.resourceVersion };
  }
  throw tooMuch(address, `${limits.listPages} pages of a list`);
}

interface Page {
  readonly items: readonly KubernetesObject[];
  readonly resourceVersion: string;
  readonly next?: string;
}

function pageFrom(body: unknown, type: ResourceType): Page | undefined {
  if (!isFields(body) || !isFields(body['metadata'])) return undefined;
  const { resourceVersion, continue: next } = body['metadata'];
  const items = body['items'] ?? [];
  if (typeof resourceVersion !== 'string' || !Array.isArray(items)) return undefined;
  const objects = items.map((item: unknown) => objectFrom(item, type));
  const whole = objects.filter((object) => object !== undefined);
  if (whole.length !== objects.length) return undefined;
  return {
    items: whole,
    resourceVersion,
    ...(typeof next === 'string' && next !== '' ? { next } : {}),
  };
}
