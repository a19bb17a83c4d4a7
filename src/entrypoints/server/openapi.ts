import * as z from 'zod';
import type { BodyContract, ReplyContract, Route } from './route.ts';

export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly [field: string]: unknown;
}

/** The OpenAPI 3.1 document of a table of routes. Schemas stand where they are used: nothing has a second name. */
export function openApi(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) {
    const path = one.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}');
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operation(one) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Mainward',
      version,
      description: 'Who can change production, who did, and the proof.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problem, 'output'), OAuthError: jsonSchema(oauthProblem, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-mainward-session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

const problem = z.object({
  title: z.string(),
  status: z.int(),
  code: z.string().describe('stable'),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  requestId: z.string().optional(),
});
const oauthProblem = z.object({ error: z.string(), error_description: z.string().optional() });

function operation(one: Route): object {
  const parameters = [...parametersOf(one.params, 'path'), ...parametersOf(one.query, 'query')];
  const oauth = one.errors === 'oauth';
  return {
    summary: one.summary,
    operationId: `${one.method.toLowerCase()}${one.path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    'x-access': one.access,
    security: one.access === 'public' ? [] : [{ session: [] }, { bearer: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(one.body === undefined ? {} : { requestBody: requestBody(one.body) }),
    responses: {
      ...Object.fromEntries(
        Object.entries(one.replies).map(([status, contract]) => [status, response(contract)]),
      ),
      default: {
        description: 'Why not.',
        content: oauth
          ? { 'application/json': { schema: { $ref: '#/components/schemas/OAuthError' } } }
          : { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): readonly object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, one]) => ({
    name: name === '*' ? 'path' : name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: one,
  }));
}

function requestBody(body: BodyContract): object {
  const type = body.kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  const schema = body.kind === 'json-bytes' ? { type: 'object' } : jsonSchema(body.schema, 'input');
  return { required: true, content: { [type]: { schema } } };
}

function response(contract: ReplyContract): object {
  const { description } = contract;
  switch (contract.kind) {
    case 'json':
      return {
        description,
        content: { 'application/json': { schema: jsonSchema(contract.schema, 'output') } },
      };
    case 'page':
      return { description, content: { 'text/html': { schema: { type: 'string' } } } };
    case 'bytes':
      return { description, content: { [contract.mediaType]: {} } };
    case 'events':
      return {
        description,
        content: { 'text/event-stream': { schema: jsonSchema(contract.schema, 'output') } },
      };
    case 'redirect':
      return { description, headers: { location: { schema: { type: 'string' } } } };
    case 'empty':
      return { description };
  }
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
