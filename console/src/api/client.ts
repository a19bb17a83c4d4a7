import type {
  AccessGrantDocument,
  AccessGrantsDocument,
  AccessPoliciesDocument,
} from '../../../src/model/access-document.ts';
import type { AnswerCutDocument, AnswerDocument } from '../../../src/model/answer-view.ts';
import type { ChangeDocument, ChangesDocument } from '../../../src/model/change-view.ts';
import type {
  DriftListDocument,
  DriftProposalDocument,
  DriftRecordDocument,
} from '../../../src/model/drift-view.ts';
import type { LogDocument, LogEntriesDocument } from '../../../src/model/log.ts';
import type { PassportDocument } from '../../../src/model/passport.ts';
import type { ProofDocument } from '../../../src/model/proof.ts';
import type {
  ReviewDecisionsDocument,
  ReviewDocument,
  ReviewItemDocument,
  ReviewItemsDocument,
  ReviewRemediationDocument,
  ReviewsDocument,
} from '../../../src/model/review-document.ts';
import type { SessionDocument } from '../../../src/model/session.ts';
import { readJson } from './harmless.ts';

/** What the API answers, by the name that each document says of itself. */
export interface Documents {
  'mainward.dev/session/v1': SessionDocument;
  'mainward.dev/answer/v1': AnswerDocument;
  'mainward.dev/answer-cut/v1': AnswerCutDocument;
  'mainward.dev/changes/v1': ChangesDocument;
  'mainward.dev/change/v1': ChangeDocument;
  'mainward.dev/log/v1': LogDocument;
  'mainward.dev/log-entries/v1': LogEntriesDocument;
  'mainward.dev/proof/v1': ProofDocument;
  'mainward.dev/passport/v1': PassportDocument;
  'mainward.dev/drift-list/v1': DriftListDocument;
  'mainward.dev/drift-record/v1': DriftRecordDocument;
  'mainward.dev/drift-proposal/v1': DriftProposalDocument;
  'mainward.dev/access-policies/v1': AccessPoliciesDocument;
  'mainward.dev/access-grants/v1': AccessGrantsDocument;
  'mainward.dev/access-grant/v1': AccessGrantDocument;
  'mainward.dev/reviews/v1': ReviewsDocument;
  'mainward.dev/review/v1': ReviewDocument;
  'mainward.dev/review-items/v1': ReviewItemsDocument;
  'mainward.dev/review-item/v1': ReviewItemDocument;
  'mainward.dev/review-decisions/v1': ReviewDecisionsDocument;
  'mainward.dev/review-remediation/v1': ReviewRemediationDocument;
}

/** What a refusal may say beside its code and its sentence. */
type ProblemMore = Partial<Record<'requestId' | 'remedy' | 'item', string | undefined>>;

/** A refusal of the server (RFC 9457), or that it did not answer. */
export class ApiProblem extends Error {
  /** Stable; `UNREACHABLE` where there was no answer, `ANSWER_UNREADABLE` where it was none of this API. */
  readonly code: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** Of a defect: the server's log has it under this. */
  readonly requestId: string | undefined;
  /** What would do, where the server says so. */
  readonly remedy: string | undefined;
  /** Which of several it is about, where the server says so. */
  readonly item: string | undefined;

  constructor(code: string, status: number, detail: string, { requestId, remedy, item }: ProblemMore = {}) {
    super(detail);
    this.name = 'ApiProblem';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.remedy = remedy;
    this.item = item;
  }
}

export interface Asked {
  /** What is `undefined` is not asked for. */
  readonly search?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** Asks for a document of this name. Rejects with `ApiProblem`, whatever goes wrong. */
export async function ask<Name extends keyof Documents>(
  name: Name,
  path: string,
  asked: Asked = {},
): Promise<Documents[Name]> {
  const value = await read(await send(path, asked));
  if (fieldOf(value, 'schema') !== name)
    throw new ApiProblem('ANSWER_UNREADABLE', 200, `The server answered something else than ${name}.`);
  return value as Documents[Name];
}

/** Asks for bytes. Rejects with `ApiProblem`, whatever goes wrong. */
export async function askBytes(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const reply = await send(path, { signal });
  return new Uint8Array(await reply.arrayBuffer());
}

async function send(path: string, { search = {}, signal, method = 'GET', body }: Asked): Promise<Response> {
  const reply = await reached(path + searchText(search), {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!reply.ok) throw problemOf(await read(reply).catch(() => undefined), reply.status);
  return reply;
}

async function reached(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem('UNREACHABLE', 0, 'The server does not answer.');
  }
}

async function read(reply: Response): Promise<unknown> {
  try {
    return readJson(await reply.text());
  } catch {
    throw new ApiProblem('ANSWER_UNREADABLE', reply.status, 'The server’s answer is not JSON.');
  }
}

function problemOf(value: unknown, status: number): ApiProblem {
  const text = (name: string): string | undefined => {
    const field = fieldOf(value, name);
    return typeof field === 'string' ? field : undefined;
  };
  return new ApiProblem(
    text('code') ?? 'ANSWER_UNREADABLE',
    status,
    text('detail') ?? `The server refused with status ${status}.`,
    { requestId: text('requestId'), remedy: text('remedy'), item: text('item') },
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return value instanceof Object ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

export function searchText(search: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(search).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] satisfies [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
