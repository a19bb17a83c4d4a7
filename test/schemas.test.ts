import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { closedSchema, schemaFiles } from '../tools/generate-schemas.ts';
import { filesBelow, ROOT, readProjectFile, run } from './support/project.ts';

function compile(schema: object): ValidateFunction {
  const ajv = new Ajv({ allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function published(name: string): ValidateFunction {
  return compile(JSON.parse(readProjectFile(`schema/${name}.json`)) as object);
}

function verdictOf(validate: ValidateFunction, data: unknown): unknown {
  return validate(data) ? 'valid' : validate.errors;
}

describe('schema/', () => {
  test('is what the source says: `npm run generate:schemas` writes it', () => {
    const written = filesBelow('schema', /./).map((path) => [path, readProjectFile(path)]);
    const wanted = [...schemaFiles()].map(([name, text]) => [`schema/${name}`, text]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(wanted));
  });

  test('lets an editor say which field of a policy is wrong', () => {
    const requirement = {
      apiVersion: 'mainward.dev/v1alpha1',
      kind: 'Requirement',
      metadata: { name: 'two' },
      spec: { approvals: [{ group: 'leads', count: 2 }] },
    };
    expect(verdictOf(published('policy'), requirement)).toBe('valid');
    expect(verdictOf(published('requirement'), requirement)).toBe('valid');
    expect(verdictOf(published('requirement'), { ...requirement, spec: { aprovals: [] } })).toMatchObject([
      { keyword: 'additionalProperties', instancePath: '/spec' },
    ]);
    expect(
      verdictOf(published('requirement'), {
        ...requirement,
        spec: { approvals: [{ group: 'leads', count: 0 }] },
      }),
    ).toMatchObject([{ keyword: 'minimum', instancePath: '/spec/approvals/0/count' }]);
  });
});

describe('what is printed and read', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mainward-schemas-'));
    mainward('demo', '--out', join(folder, 'acme'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function mainward(...argv: readonly string[]): ReturnType<typeof run> {
    return run('node', [join(ROOT, 'bin/mainward.js'), ...argv], { cwd: folder });
  }

  /** Valid for scripts, and nothing in it that the schema does not speak of. */
  function expectDocumented(name: string, ...argv: readonly string[]): void {
    const { stdout, stderr } = mainward(...argv, '-o', 'json');
    expect(stdout, stderr).not.toBe('');
    const document: unknown = JSON.parse(stdout);
    expect(verdictOf(published(name), document)).toBe('valid');
    expect(verdictOf(compile(closedSchema(name)), document)).toBe('valid');
  }

  test('`scan` prints scan/v1, with evidence and without', () => {
    const repositories = ['acme/infrastructure', 'acme/app-loyalty'];
    expectDocumented('scan', 'scan', ...repositories, '--evidence', 'acme/evidence', '--all');
    expectDocumented('scan', 'scan', ...repositories);
  });

  test('`verify` prints verify/v1', () => {
    expectDocumented('verify', '-C', 'acme/infrastructure', 'verify', '--evidence', '../evidence');
    expectDocumented('verify', '-C', 'acme/app-loyalty', 'verify');
  });

  test('`diff` and `check` print diff/v1 and check/v1', () => {
    const [repository, evidence] = [join(folder, 'acme/infrastructure'), join(folder, 'acme/evidence')];
    expectDocumented('diff', 'diff', '-C', repository, 'HEAD~20..HEAD', '--evidence', evidence);
    expectDocumented('check', 'check', '-C', repository, '--base', 'HEAD~2', '--evidence', evidence);
  });

  test('the questions of RBAC are answered with who-can/v1, what-can/v1 and can/v1', () => {
    const asked = (name: string, ...words: readonly string[]): void =>
      expectDocumented(name, '-C', 'acme/infrastructure', name, ...words, '--cluster', 'production');
    asked('who-can', 'get', 'secrets');
    asked('what-can', 'sa:loyalty/flux-reconciler');
    asked('can', 'sa:loyalty/flux-reconciler', 'create', 'deployments', '-n', 'loyalty');
  });

  test('`owners` prints owners/v1', () => {
    expectDocumented(
      'owners',
      '-C',
      'acme/infrastructure',
      'owners',
      'README.md',
      'x',
      '--dialect',
      'github',
    );
  });

  test('`demo --scenario` prints scenario/v1', () => {
    expectDocumented('scenario', 'demo', '--scenario', 'compromised-action', '--without', 'gate');
  });

  test('`explain` prints explain/v1', () => {
    expectDocumented('explain', 'explain');
    expectDocumented('explain', 'explain', 'agent/heals-itself');
  });

  test('a document with a field that is missing or of another kind is refused', () => {
    const { stdout } = mainward('scan', 'acme/infrastructure', '-o', 'json');
    const { quorum: _, ...rest } = JSON.parse(stdout) as Record<string, unknown>;
    const validate = published('scan');
    expect(validate(rest)).toBe(false);
    expect(validate({ ...rest, quorum: 'one' })).toBe(false);
    expect(validate({ ...rest, quorum: [], added: 'later' })).toBe(true);
  });

  test('the evidence and the roster of the example organisation are of the published shape', () => {
    const evidence = join(folder, 'acme/evidence');
    const read = (path: string): string => readFileSync(join(evidence, path), 'utf8');
    expect(verdictOf(published('forge-evidence'), JSON.parse(read('forge/infrastructure.json')))).toBe(
      'valid',
    );
    expect(verdictOf(published('roster'), parse(read('roster.yaml')))).toBe('valid');
    expect(verdictOf(published('policy'), parse(read('roster.yaml')))).toBe('valid');
  });
});
