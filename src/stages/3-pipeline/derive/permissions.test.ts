import { describe, expect, it } from 'vitest';
import { inventoryOf, jobIn, workflow } from '../fixtures/workflows.ts';
import type { PipelineSettings } from './settings.ts';

const READ: PipelineSettings = { fullName: 'acme/app', settings: { defaultWorkflowPermissions: 'read' } };
const WRITE: PipelineSettings = { fullName: 'acme/app', settings: { defaultWorkflowPermissions: 'write' } };

function scopes(text: string, settings?: PipelineSettings): ReadonlyMap<string, string> {
  return jobIn(text, 'a', settings).starts[0]?.permissions.scopes ?? new Map<string, string>();
}

describe('what a job’s token may do', () => {
  it('is what the job says, and nothing else, once it says anything', () => {
    const text = `permissions: write-all\n${workflow('push', 'permissions: {issues: write}', '- run: x')}`;
    expect([...scopes(text)]).toEqual([['issues', 'write']]);
  });

  it('is what the workflow says where the job is silent', () => {
    const text = `permissions: {packages: write}\n${workflow('push', '', '- run: x')}`;
    expect([...scopes(text)]).toEqual([['packages', 'write']]);
  });

  it('is nothing where an empty set is given', () => {
    expect([...scopes(workflow('push', 'permissions: {}', '- run: x'), WRITE)]).toEqual([]);
  });

  it('is the repository’s default where nobody says anything', () => {
    const text = workflow('push', '', '- run: x');
    expect(scopes(text, READ).get('contents')).toBe('read');
    expect(scopes(text, READ).get('issues')).toBeUndefined();
    expect(scopes(text, WRITE).get('contents')).toBe('write');
    expect(scopes(text, WRITE).get('id-token')).toBe('none');
  });

  it('is unknown where that default was not observed, and says what to supply', () => {
    const job = jobIn(workflow('push', '', '- run: x'));
    expect(job.starts[0]?.permissions.scopes.get('contents')).toBe('unknown');
    expect(job.starts[0]?.permissions.supply).toContain('settings.defaultWorkflowPermissions');
    expect(job.starts[0]?.permissions.scopes.get('id-token')).toBe('none');
  });

  it('is unknown where a value is none that the platform takes', () => {
    expect(scopes(workflow('push', 'permissions: {contents: admin}', '- run: x')).get('contents')).toBe(
      'unknown',
    );
    expect(scopes(workflow('push', 'permissions: everything', '- run: x')).get('contents')).toBe('unknown');
  });

  it('is at most to read for the pull request of a fork', () => {
    const job = jobIn(workflow('pull_request', 'permissions: {contents: write, checks: write}', '- run: x'));
    const fork = job.starts.find((start) => start.fork);
    expect([...(fork?.permissions.scopes ?? [])]).toEqual([
      ['contents', 'read'],
      ['checks', 'read'],
    ]);
    expect(fork?.privileged).toBe('no');
  });

  it('is never more in a called workflow than its caller has', () => {
    const called = (more: string): string =>
      `on: workflow_call\n${more}jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps: [{run: x}]\n`;
    const caller = `on: push\njobs:\n  b:\n    permissions: {contents: read, issues: write}\n    uses: ./.github/workflows/called.yaml\n`;
    const scopesOf = (more: string): ReadonlyMap<string, string> | undefined =>
      inventoryOf({
        '.github/workflows/b.yaml': caller,
        '.github/workflows/called.yaml': called(more),
      }).workflows.find((one) => one.path.endsWith('called.yaml'))?.jobs[0]?.starts[0]?.permissions.scopes;
    expect([...(scopesOf('permissions: {contents: write, packages: write}\n') ?? [])]).toEqual([
      ['contents', 'read'],
      ['packages', 'none'],
    ]);
    expect(scopesOf('')?.get('issues')).toBe('write');
  });
});
