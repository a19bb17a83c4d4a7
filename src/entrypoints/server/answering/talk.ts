import type { AnswerPlace } from '../../../flows/answer/open.ts';
import type { AnswerCutDocument, AnswerDocument } from '../../../model/answer-view.ts';

/** What an answer is made of: which repositories at which commits, what else is told, and as of when. */
export interface AnswerGround {
  readonly places: readonly AnswerPlace[];
  /** Absolute folders, as `--evidence` takes them. */
  readonly evidence: readonly string[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** To the worker: the whole answer, or what it would be without some facts. */
export type Question =
  | { readonly id: number; readonly ask: 'answer' }
  | { readonly id: number; readonly ask: 'without'; readonly cuts: readonly string[] };

export type CutReply = AnswerCutDocument | { readonly impossible: string };

/** From the worker; `failed` is for the log. */
export type Told =
  | { readonly id: number; readonly answer: AnswerDocument }
  | { readonly id: number; readonly cut: CutReply }
  | { readonly id: number; readonly failed: string };
