import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { child, itemsOf, textOf } from '../../formats/yaml/access.ts';
import { readYaml } from '../../formats/yaml/read.ts';
import type { ForgeEvidence } from '../../model/evidence.ts';
import type { TrustEvidence } from '../../model/trust.ts';
import { readForgeEvidence } from '../../policy/forge-evidence.ts';
import { readPolicyFile } from '../../policy/read.ts';
import { readExpected } from './expected.ts';
import { type Demo, makeDemo } from './make.ts';

let folder: string;
let demo: Demo;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainward-demo-'));
  demo = makeDemo({ out: join(folder, 'one'), seed: 1 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(repository: string, ...argv: readonly string[]): string {
  const env = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C', GIT_CONFIG_GLOBAL: '/dev/null' };
  return execFileSync('git', ['-C', repository, ...argv], { env, encoding: 'utf8', stdio: 'pipe' });
}

function refs(made: Demo): readonly string[] {
  return made.repositories.map((path) => git(path, 'for-each-ref', '--format=%(objectname) %(refname)'));
}

function forge(name: string): ForgeEvidence {
  return JSON.parse(readFileSync(join(demo.evidence, 'forge', `${name}.json`), 'utf8')) as ForgeEvidence;
}

function policy(path: string): ReturnType<typeof readPolicyFile> {
  return readPolicyFile(readFileSync(path), { path });
}

/** Where a thing stands in the file is the reader's; everything else is the file's. */
function withoutPlaces(evidence: ForgeEvidence): unknown {
  return JSON.parse(
    JSON.stringify(evidence, (key, value: unknown) =>
      key === 'at' && typeof value === 'object' ? undefined : value,
    ),
  );
}

function everyEvidence(): readonly ForgeEvidence[] {
  return demo.repositories.map((path) => forge(basename(path)));
}

describe('the demo organisation', () => {
  test('has one repository of rights and twelve of applications, each checked out', () => {
    const names = demo.repositories.map((path) => basename(path));
    expect(names[0]).toBe('infrastructure');
    expect(names.slice(1).every((name) => name.startsWith('app-'))).toBe(true);
    expect(names).toHaveLength(13);
    for (const path of demo.repositories) expect(git(path, 'status', '--porcelain')).toBe('');
  });

  test('is the same to the byte for the same seed, wherever and whenever it is made', () => {
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Chatham';
    const again = makeDemo({ out: join(folder, 'again'), seed: 1 });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(refs(again)).toEqual(refs(demo));
    expect(readFileSync(again.expected)).toEqual(readFileSync(demo.expected));
    const files = readdirSync(demo.evidence, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name).slice(demo.evidence.length);
      expect(readFileSync(join(again.evidence, path)), path).toEqual(readFileSync(join(demo.evidence, path)));
    }
  });

  test('differs in every commit for another seed', () => {
    const other = makeDemo({ out: join(folder, 'other'), seed: 2 });
    const heads = new Set(refs(demo).flatMap((lines) => lines.split('\n').filter((line) => line !== '')));
    const others = refs(other).flatMap((lines) => lines.split('\n').filter((line) => line !== ''));
    expect(others.filter((line) => heads.has(line))).toEqual([]);
  });

  test('can be made for another day', () => {
    const later = makeDemo({ out: join(folder, 'later'), seed: 1, now: '2027-02-01T00:00:00Z' });
    expect(later.now).toBe('2027-02-01T00:00:00Z');
    const [first] = later.repositories;
    expect(git(first ?? '', 'log', '-1', '--format=%cI').trim() > '2027-01-01').toBe(true);
  });

  test('is not made into a folder that holds something', () => {
    const full = mkdtempSync(join(folder, 'full-'));
    writeFileSync(join(full, 'mine.txt'), 'mine');
    expect(() => makeDemo({ out: full, seed: 1 })).toThrow(/is not empty/);
    expect(readdirSync(full)).toEqual(['mine.txt']);
  });
});

describe('its repositories', () => {
  test('pass a strict check of git', () => {
    for (const path of demo.repositories) expect(git(path, 'fsck', '--strict', '--full')).toBe('');
  });

  test('carry signatures that git verifies, but for the one commit that was pushed by hand', () => {
    const signers = join(demo.evidence, 'allowed_signers');
    const verdicts = demo.repositories.flatMap((path) => {
      const format = ['-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${signers}`];
      return git(path, ...format, 'log', '--all', '--max-count=18', '--format=%G? %s')
        .trim()
        .split('\n');
    });
    expect(verdicts.filter((line) => !line.startsWith('G '))).toEqual(['N Quick fix for the outage']);
    expect(verdicts).toContain('G Finish the label printer');
  });

  test('hold merges and squashes that git makes the same', () => {
    let compared = 0;
    for (const path of demo.repositories) {
      for (const pull of forge(basename(path)).pullRequests?.items ?? []) {
        if (pull.mergeCommit === undefined) continue;
        const landed = git(path, 'rev-parse', `${pull.mergeCommit}^1`, `${pull.mergeCommit}^{tree}`).split(
          '\n',
        );
        const tree = git(path, 'merge-tree', '--write-tree', landed[0] ?? '', pull.head.sha);
        expect(tree.trim(), `${basename(path)} #${pull.number}`).toBe(landed[1]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(120);
  });

  test('name merges and squashes as GitHub does', () => {
    const [infrastructure = ''] = demo.repositories;
    const subjects = git(infrastructure, 'log', '--first-parent', '--format=%cn <%ce>|%P|%s')
      .trim()
      .split('\n');
    for (const line of subjects.slice(0, -1)) {
      const [committer, parents = '', subject] = line.split('|');
      expect(committer).toBe('GitHub <noreply@github.com>');
      expect(subject).toMatch(
        parents.includes(' ') ? /^Merge pull request #\d+ from acme\/[a-z-]+$/ : / \(#\d+\)$/,
      );
    }
    const twoWrote = git(join(folder, 'one', 'app-growth'), 'log', '--format=%B', '--grep=Co-authored-by');
    expect(twoWrote).toMatch(/^Co-authored-by: \w+ \w+ <[a-z.]+@acme\.example>$/m);
  });

  test('keep the heads of pull requests under refs/pull', () => {
    for (const path of demo.repositories) {
      for (const pull of forge(basename(path)).pullRequests?.items ?? [])
        expect(git(path, 'rev-parse', `refs/pull/${pull.number}/head`).trim()).toBe(pull.head.sha);
    }
  });

  test('make some merges of what had moved on', () => {
    const bases = demo.repositories.flatMap((path) =>
      (forge(basename(path)).pullRequests?.items ?? []).flatMap((pull) => {
        if (pull.mergeCommit === undefined) return [];
        const [parent, base] = [
          git(path, 'rev-parse', `${pull.mergeCommit}^1`),
          git(path, 'merge-base', `${pull.mergeCommit}^1`, pull.head.sha),
        ];
        return parent === base ? [] : [pull.number];
      }),
    );
    expect(bases.length).toBeGreaterThan(12);
  });
});

describe('its evidence', () => {
  test('is what the readers of evidence and policy take, and they find what was meant', () => {
    for (const name of readdirSync(join(demo.evidence, 'forge'))) {
      const bytes = readFileSync(join(demo.evidence, 'forge', name));
      expect(withoutPlaces(readForgeEvidence(bytes, { path: name }))).toEqual(JSON.parse(bytes.toString()));
    }
    const [roster] = policy(join(demo.evidence, 'roster.yaml')).rosters;
    expect(roster?.people).toHaveLength(201);
    expect(roster?.people.filter((person) => person.groups.includes('platform-security'))).toHaveLength(6);
    expect(roster?.robots.map((robot) => robot.id)).toEqual(['merge-bot', 'flux-production', 'github']);
    const declared = join(folder, 'one', 'infrastructure', '.mainward');
    expect(policy(join(declared, 'requirements.yaml')).requirements[0]?.approvals).toEqual([
      { group: 'platform-security', count: 2 },
    ]);
    const [system] = policy(join(declared, 'system.yaml')).systems;
    expect(system?.repositories.map(({ name }) => name)).toEqual(
      demo.repositories.map((path) => basename(path)),
    );
  });

  test('tells of 200 people who are there and one who has left', () => {
    const roster = readYaml(readFileSync(join(demo.evidence, 'roster.yaml')), { path: 'roster.yaml' })
      .documents[0];
    const people = roster !== undefined && roster.ok ? itemsOf(child(roster.root, 'spec', 'people')) : [];
    const left = people.filter((person) => textOf(child(person, 'until')) !== undefined);
    expect(people).toHaveLength(201);
    expect(left).toHaveLength(1);
    expect(textOf(child(itemsOf(child(left[0], 'keys'))[0], 'revokedAt'))).toBe(
      textOf(child(left[0], 'until')),
    );
    const ids = people.map((person) => textOf(child(person, 'id')));
    expect(new Set(ids).size).toBe(201);
  });

  test('has rules for every repository that nobody passes by, but for the planted key', () => {
    const passing = everyEvidence().flatMap(({ repository, rules = [] }) =>
      rules.flatMap((rule) => (rule.bypass ?? []).map((actor) => `${repository} ${actor.name}`)),
    );
    expect(passing).toEqual(['app-loyalty flux-production']);
    for (const { rules = [] } of everyEvidence()) {
      expect(rules).toHaveLength(1);
      expect(rules[0]).toMatchObject({
        requirePullRequest: true,
        dismissStale: true,
        lastPushApproval: true,
      });
    }
  });

  test('is approved by others than the authors after the last push, but where something is planted', () => {
    const planted = new Set(readExpected(readFileSync(demo.expected)).map((finding) => finding.landing));
    for (const { repository, pullRequests } of everyEvidence()) {
      for (const pull of pullRequests?.items ?? []) {
        if (pull.mergeCommit === undefined || planted.has(pull.mergeCommit)) continue;
        const pushers = new Set([pull.author.login, ...(pull.pushes ?? []).map((push) => push.actor.login)]);
        const approvers = new Set(pull.reviews.map((review) => review.author.login));
        expect(approvers.size, `${repository} #${pull.number}`).toBe(repository === 'infrastructure' ? 2 : 1);
        for (const review of pull.reviews) {
          expect(pushers.has(review.author.login), `${repository} #${pull.number}`).toBe(false);
          expect(review.commit).toBe(pull.head.sha);
        }
      }
    }
  });

  test('has a trust policy for each role, each exact but for the planted one', () => {
    const names = readdirSync(join(demo.evidence, 'trusts'));
    expect(names).toHaveLength(36);
    const wide = names.filter((name) => {
      const trust = JSON.parse(readFileSync(join(demo.evidence, 'trusts', name), 'utf8')) as TrustEvidence;
      expect(trust.schema).toBe('mainward.dev/trust-evidence/v1');
      return JSON.stringify(trust.document).includes('*');
    });
    expect(wide).toEqual(['app-catalog-production.json']);
  });
});

describe('its planted weaknesses', () => {
  test('are nineteen, each of another kind', () => {
    const expected = readExpected(readFileSync(demo.expected));
    expect(expected).toHaveLength(19);
    expect(new Set(expected.map((finding) => finding.control)).size).toBe(19);
  });

  test('are where the list says', () => {
    for (const { id, repository, path, line, commit, landing, pullRequest } of readExpected(
      readFileSync(demo.expected),
    )) {
      if (path === undefined) {
        const where = join(folder, 'one', repository);
        expect(git(where, 'merge-base', '--is-ancestor', landing ?? '', 'main'), id).toBe('');
        expect(git(where, 'cat-file', '-t', commit ?? '').trim(), id).toBe('commit');
        const pull = forge(repository).pullRequests?.items.find((item) => item.number === pullRequest);
        expect(pull?.mergeCommit, id).toBe(pullRequest === undefined ? undefined : landing);
        continue;
      }
      const base = path.startsWith('evidence/') ? join(folder, 'one') : join(folder, 'one', repository);
      const text = readFileSync(join(base, path), 'utf8').split('\n')[(line ?? 0) - 1];
      expect(text, id).toContain(FIRST_LINES[id]);
    }
  });

  test('date the leaver’s commit before the key was revoked and push it after', () => {
    const found = readExpected(readFileSync(demo.expected)).find(
      ({ id }) => id === 'commit-with-a-leavers-key',
    );
    const at = git(
      join(folder, 'one', 'app-shipping'),
      'show',
      '-s',
      '--format=%cI',
      found?.commit ?? '',
    ).trim();
    const pull = forge('app-shipping').pullRequests?.items.find((item) => item.number === found?.pullRequest);
    const revoked = '2026-10-11T09:00:00Z';
    expect(Date.parse(at)).toBeLessThan(Date.parse(revoked));
    expect(Date.parse(pull?.pushes?.[0]?.at ?? '')).toBeGreaterThan(Date.parse(revoked));
    expect(readFileSync(join(demo.evidence, 'roster.yaml'), 'utf8')).toContain(`revokedAt: ${revoked}`);
  });
});

const FIRST_LINES: Readonly<Record<string, string>> = {
  'bypass-actor': 'flux-production',
  'static-cloud-key': 'AWS_ACCESS_KEY_ID',
  'fork-code-with-privileges': 'npm ci',
  'deploy-role-for-any-branch': 'repo:acme/app-catalog:*',
  'unpinned-action-with-credentials': 'harbour-tools/sign-image@v2',
  'application-in-the-default-project': 'project: default',
  'argocd-user-syncs-any-revision': 'applications, override, catalog/*',
  'kustomization-without-a-service-account': 'kustomize.toolkit.fluxcd.io/v1',
  'agent-token-that-writes': 'flux-production',
  'image-automation-without-review': 'push:',
  'wildcard-cluster-role': "apiGroups: ['*']",
  'namespaced-bind': 'rbac.authorization.k8s.io',
  'aggregated-role-grows-edit': 'aggregate-to-edit',
  'binding-that-looks-harmless': 'cluster-admin',
};
