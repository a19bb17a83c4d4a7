import type * as z from 'zod';
import type { ReadBody } from './bodies.ts';
import { type InvalidField, Problem } from './problem.ts';
import type { Route } from './route.ts';

export interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** The parts of a request, each as its schema makes it. Throws a `Problem` that names places, never what was sent. */
export function validParts(route: Route, raw: RequestParts): RequestParts {
  return {
    params: route.params === undefined ? {} : valid(route.params, raw.params, '/params'),
    query: route.query === undefined ? nothing(raw.query) : valid(route.query, raw.query, '/query'),
    body: route.body === undefined ? undefined : validBody(route.body, raw.body),
  };
}

function validBody(contract: NonNullable<Route['body']>, raw: unknown): unknown {
  const body = raw as ReadBody | undefined;
  if (body === undefined || body.kind !== contract.kind) throw new Problem('MEDIA_TYPE_REFUSED');
  return valid(contract.schema, body.value, '/body');
}

function nothing(query: unknown): object {
  // A query has no prototype, so it is no instance of anything.
  if (typeof query === 'object' && query !== null && Object.keys(query).length > 0)
    throw new Problem('REQUEST_INVALID', {
      errors: [{ pointer: '/query', detail: 'no field is taken here' }],
    });
  return {};
}

function valid(schema: z.ZodType, value: unknown, below: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('REQUEST_INVALID', {
    errors: result.error.issues.slice(0, 10).map(
      (issue): InvalidField => ({
        pointer: [below, ...issue.path.map(String)].join('/'),
        detail: DETAILS[issue.code] ?? 'it does not fit',
      }),
    ),
  });
}

const DETAILS: Readonly<Record<string, string>> = {
  invalid_type: 'it is missing, or of another type',
  too_big: 'it is too large or too long',
  too_small: 'it is too small or too short',
  invalid_format: 'it is not written as it must be',
  invalid_value: 'it is none of the values there are',
  unrecognized_keys: 'it has a field that is not taken here',
};
