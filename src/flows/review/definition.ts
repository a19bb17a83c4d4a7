import type { ReviewDefinition } from '../../model/review.ts';
import type { Campaign } from './board/campaign.ts';

/** The definition that a campaign began with; `undefined` where its payload was erased. */
export async function definitionOf({
  payload,
  started: { entry },
}: Pick<Campaign, 'payload' | 'started'>): Promise<ReviewDefinition | undefined> {
  if (payload === undefined) return undefined;
  const { readPolicyFile } = await import('../../policy/read.ts');
  const { path, text } = payload.definition;
  const { repository, commit } = entry;
  const { reviews } = readPolicyFile(new TextEncoder().encode(text), { path, repository, commit });
  return reviews.find(({ name }) => name === entry.definition);
}
