import type { Answer, CutAnswer } from './cut.ts';

/** `mainward.dev/answer/v1`: who can change what, step by step, and what could be taken away. */
export interface AnswerDocument extends Answer {
  readonly schema: 'mainward.dev/answer/v1';
  /** The first sentence. */
  readonly headline: string;
  /** The moment for which it is judged; RFC 3339 UTC. */
  readonly asOf: string;
  readonly repositories: readonly { readonly name: string; readonly commit: string | null }[];
}

/** `mainward.dev/answer-cut/v1`: what it would be, were some facts gone. */
export interface AnswerCutDocument extends CutAnswer {
  readonly schema: 'mainward.dev/answer-cut/v1';
  /** Of what would be then. */
  readonly headline: string;
}
