import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { HostileCase, Room, Subject } from '../support/case.ts';
import { BINDING, commitAll, git, put, repository, tryGit } from '../support/repository.ts';
import { cannotBecomeNobody } from '../support/walk.ts';

function shape(
  name: string,
  make: (room: Room) => Subject,
  says: HostileCase['says'] = ['ann'],
  exit: HostileCase['exit'] = [0, 1],
  rest: Partial<HostileCase> = {},
): HostileCase {
  return { name, exit, says, make, ...rest };
}

/** A repository to be cloned from, beside the judged folder. */
function origin(room: Room): string {
  const folder = repository(join(room.aside, 'origin'));
  put(folder, 'more.yaml', BINDING.replace('ann-rules', 'more'));
  commitAll(folder);
  return folder;
}

const SECRET = 'outside-and-secret';

function secret(room: Room): string {
  return repository(join(room.aside, 'secret'), {
    'secret.yaml': BINDING.replace('ann-rules', 'x').replace('name: ann}', `name: ${SECRET}}`),
  });
}

/** Judged with these variables set by whoever calls. */
function called(name: string, env: (room: Room) => Readonly<Record<string, string>>): HostileCase {
  return shape(name, (room) => ({ path: repository(room.judged), env: env(room) }), ['ann'], [0, 1], {
    heavy: true,
    hides: [SECRET],
  });
}

const nobody = cannotBecomeNobody();

export const SHAPE_CASES: readonly HostileCase[] = [
  called('GIT_DIR, GIT_WORK_TREE and GIT_OBJECT_DIRECTORY of another repository', (room) => ({
    GIT_DIR: join(secret(room), '.git'),
    GIT_WORK_TREE: join(room.aside, 'secret'),
    GIT_OBJECT_DIRECTORY: join(room.aside, 'secret/.git/objects'),
    GIT_INDEX_FILE: join(room.aside, 'secret/.git/index'),
    GIT_NAMESPACE: 'other',
  })),
  called('configuration in GIT_CONFIG_COUNT and GIT_CONFIG_PARAMETERS', (room) => ({
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: room.bait,
    GIT_CONFIG_KEY_1: 'core.hooksPath',
    GIT_CONFIG_VALUE_1: room.aside,
    GIT_CONFIG_PARAMETERS: `'core.fsmonitor'='${room.bait}'`,
  })),
  called('GIT_EXTERNAL_DIFF, GIT_SSH_COMMAND, GIT_EXEC_PATH and their like', (room) => ({
    GIT_EXTERNAL_DIFF: room.bait,
    GIT_SSH_COMMAND: room.bait,
    GIT_PROXY_COMMAND: room.bait,
    GIT_PAGER: room.bait,
    GIT_EXEC_PATH: room.aside,
    GIT_TEMPLATE_DIR: room.aside,
    GIT_TRACE: '1',
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(secret(room), '.git/objects'),
    GIT_CEILING_DIRECTORIES: '/',
    GIT_DEFAULT_HASH: 'sha256',
  })),
  shape(
    'a .git file that leads to another repository',
    (room) => {
      secret(room);
      put(room.judged, 'rbac.yaml', BINDING);
      put(room.judged, '.git', `gitdir: ${room.aside}/secret/.git\n`);
      return { path: room.judged };
    },
    ['belongs to another'],
    2,
    { hides: [SECRET] },
  ),
  shape(
    'a .git that is a link to another repository',
    (room) => {
      secret(room);
      put(room.judged, 'rbac.yaml', BINDING);
      symlinkSync(join(room.aside, 'secret/.git'), join(room.judged, '.git'));
      return { path: room.judged };
    },
    ['ann'],
    [0, 1],
    { hides: [SECRET] },
  ),
  shape('a .git file that leads nowhere', (room) => {
    put(room.judged, 'rbac.yaml', BINDING);
    put(room.judged, '.git', 'gitdir: /nonexistent\n');
    return { path: room.judged };
  }),
  shape(
    'a commondir that leads to another repository',
    (room) => {
      const folder = repository(room.judged);
      put(folder, '.git/commondir', `${secret(room)}/.git\n`);
      return { path: folder };
    },
    ['belongs to another'],
    2,
    { hides: [SECRET] },
  ),
  shape(
    'core.worktree elsewhere',
    (room) => {
      const folder = repository(room.judged);
      git(folder, ['config', 'core.worktree', secret(room)]);
      return { path: folder, args: ['--worktree'] };
    },
    ['ann'],
    [0, 1],
    { hides: [SECRET] },
  ),
  shape('alternates in a loop, to a pipe and to folders that are not there', (room) => {
    const folder = repository(room.judged);
    const pipe = join(room.aside, 'pipe');
    execFileSync('mkfifo', [pipe]);
    put(
      folder,
      '.git/objects/info/alternates',
      `${folder}/.git/objects\n../objects\n/nonexistent\n${pipe}\n-o\n"\\x\n${'/dev\n'.repeat(1_000)}`,
    );
    return { path: folder };
  }),
  shape(
    'replace refs and grafts',
    (room) => {
      const folder = repository(room.judged);
      const real = git(folder, ['rev-parse', 'HEAD']);
      put(folder, 'rbac.yaml', BINDING.replace('name: ann}', `name: ${SECRET}}`));
      const forged = commitAll(folder);
      git(folder, ['reset', '-q', '--hard', real]);
      git(folder, ['replace', real, forged]);
      put(folder, '.git/info/grafts', `${real} ${forged}\n`);
      return { path: folder };
    },
    ['ann'],
    [0, 1],
    { hides: [SECRET] },
  ),
  shape('packed-refs that are malformed', (room) => {
    const folder = repository(room.judged);
    put(
      folder,
      '.git/packed-refs',
      `# pack-refs with: peeled\n${'x'.repeat(1 << 20)}\n${'1'.repeat(40)} ../../x\n^\n\0\n${'2'.repeat(39)} refs/heads/main\n${'3'.repeat(40)}refs/heads/main\n`,
    );
    return { path: folder };
  }),
  shape(
    'a HEAD that points out of refs, and refs that are links and loops',
    (room) => {
      const folder = repository(room.judged);
      symlinkSync('/etc/passwd', join(folder, '.git/refs/heads/passwd'));
      symlinkSync('..', join(folder, '.git/refs/heads/loop'));
      put(folder, '.git/refs/heads/a/ref', 'ref: refs/heads/a/ref\n');
      put(folder, '.git/HEAD', 'ref: refs/../../../../etc/passwd\n');
      return { path: folder };
    },
    ['NOTHING_TO_JUDGE'],
    [0, 1, 3],
  ),
  shape('refs with names that steer and look like options', (room) => {
    const folder = repository(room.judged);
    const oid = git(folder, ['rev-parse', 'HEAD']);
    for (const name of ['--upload-pack=x', 'a\u001b[2Jb', 'new\nline', '\u202edne'])
      put(folder, `.git/refs/heads/${name}`, `${oid}\n`);
    put(folder, '.git/HEAD', 'ref: refs/heads/a\u001b[2Jb\n');
    return { path: folder };
  }),
  shape(
    'a shallow clone',
    (room) => {
      git(room.aside, ['clone', '-q', '--depth', '1', `file://${origin(room)}`, room.judged]);
      return { path: room.judged };
    },
    ['shallow', 'more'],
  ),
  shape(
    'a partial clone without blobs',
    (room) => {
      const from = origin(room);
      git(from, ['config', 'uploadpack.allowFilter', 'true']);
      git(room.aside, ['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${from}`, room.judged]);
      return { path: room.judged };
    },
    ['partial clone', 'missing from this clone'],
  ),
  shape(
    'a partial clone without trees',
    (room) => {
      const from = origin(room);
      git(from, ['config', 'uploadpack.allowFilter', 'true']);
      git(room.aside, ['clone', '-q', '--no-checkout', '--filter=tree:0', `file://${from}`, room.judged]);
      return { path: room.judged };
    },
    ['REPOSITORY_UNREADABLE'],
    2,
  ),
  shape('a bare clone', (room) => {
    git(room.aside, ['clone', '-q', '--bare', origin(room), join(room.judged, 'x.git')]);
    return { path: join(room.judged, 'x.git') };
  }),
  shape('a detached head', (room) => {
    const folder = repository(room.judged);
    git(folder, ['checkout', '-q', '--detach']);
    return { path: folder };
  }),
  shape('a linked work tree', (room) => {
    git(origin(room), ['worktree', 'add', '-q', '--detach', join(room.judged, 'linked')]);
    return { path: join(room.judged, 'linked') };
  }),
  shape(
    'a repository without a commit',
    (room) => {
      git(room.judged, ['init', '-q']);
      return { path: room.judged };
    },
    ['NOTHING_TO_JUDGE'],
    3,
  ),
  shape(
    'a branch that is not born yet, beside one that is',
    (room) => {
      const folder = repository(room.judged);
      git(folder, ['symbolic-ref', 'HEAD', 'refs/heads/unborn']);
      return { path: folder };
    },
    ['NOTHING_TO_JUDGE'],
    3,
  ),
  shape('a repository with SHA-256 ids', (room) => ({
    path: repository(room.judged, {}, '--object-format=sha256'),
  })),
  shape('a submodule that would be fetched', (room) => {
    const folder = repository(room.judged);
    put(
      folder,
      '.gitmodules',
      `[submodule "../../x"]\n\tpath = sub\n\turl = ext::sh -c ${room.bait}\n\tupdate = !${room.bait}\n`,
    );
    git(folder, ['update-index', '--add', '--cacheinfo', `160000,${'4'.repeat(40)},sub`]);
    commitAll(folder);
    return { path: folder };
  }),
  shape(
    'a sparse checkout',
    (room) => {
      const folder = repository(room.judged, { 'a/rbac.yaml': BINDING.replace('ann-rules', 'deep') });
      git(folder, ['sparse-checkout', 'set', 'nothing']);
      return { path: folder };
    },
    ['ann', '2 files'],
  ),
  shape(
    'a submodule checked out by git itself',
    (room) => {
      const folder = join(room.judged, 'super');
      repository(folder);
      tryGit(folder, [
        '-c',
        'protocol.file.allow=always',
        'submodule',
        '--quiet',
        'add',
        origin(room),
        'sub',
      ]);
      return { path: join(folder, 'sub') };
    },
    ['"name": "sub"'],
  ),
  shape(
    'a clone that another account owns',
    (room) => {
      const folder = repository(room.judged);
      execFileSync('chown', ['-R', '65534:65534', folder]);
      return { path: folder };
    },
    ['ann'],
    [0, 1],
    { skip: nobody },
  ),
  shape(
    'files and folders that may not be read',
    (room) => {
      put(room.judged, 'open.yaml', BINDING);
      chmodSync(put(room.judged, 'shut.yaml', BINDING), 0o000);
      put(room.judged, 'dark/rbac.yaml', BINDING);
      chmodSync(join(room.judged, 'dark'), 0o000);
      return { path: room.judged, asNobody: true };
    },
    ['shut.yaml', 'dark', 'cannot be read'],
    [0, 1],
    { skip: nobody, heavy: true },
  ),
  shape(
    'a repository whose objects may not be read',
    (room) => {
      const folder = repository(room.judged);
      chmodSync(join(folder, '.git/objects'), 0o000);
      return { path: folder, asNobody: true };
    },
    ['REPOSITORY_UNREADABLE'],
    [2, 4],
    { skip: nobody, heavy: true },
  ),
  shape(
    'a repository whose HEAD may not be read',
    (room) => {
      const folder = repository(room.judged);
      chmodSync(join(folder, '.git/HEAD'), 0o000);
      return { path: folder, asNobody: true };
    },
    ['HEAD'],
    [2, 4],
    { skip: nobody, heavy: true },
  ),
  shape('a folder with a colon, a quote and a newline in its name', (room) => {
    const folder = join(room.judged, 'a:b"c\nd');
    mkdirSync(folder);
    const plain = repository(join(room.aside, 'plain'));
    renameSync(plain, join(folder, 'repo'));
    return { path: join(folder, 'repo') };
  }),
];
