import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { testInstance } from './fixtures/instance.ts';
import { routesOf } from './routes.ts';

const ROUTES = routesOf({ openLog: false });

test('the table of routes describes itself as valid OpenAPI 3.1', async () => {
  const { instance } = testInstance(ROUTES);
  const document = (await instance.inject({ url: '/openapi.json' })).json();
  const { valid, errors } = await new Validator().validate(document);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  const described = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.length).toBe(ROUTES.length);
});
