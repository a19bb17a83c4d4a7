import { chmodSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { HostileCase, Room, Subject } from '../support/case.ts';
import { BINDING, commitAll, git, put, repository, tryGit } from '../support/repository.ts';

/** A repository whose configuration names a command, and what makes plain git run it. */
function configured(
  name: string,
  make: (room: Room, folder: string) => () => void,
  rest: Partial<HostileCase> = {},
): HostileCase {
  return {
    name,
    exit: [0, 1],
    heavy: /fsmonitor|sshCommand|ext::|driver/.test(name),
    says: ['"name": "judged"', 'ann'],
    make(room): Subject {
      const folder = repository(room.judged);
      return { path: folder, spring: make(room, folder) };
    },
    ...rest,
  };
}

function set(folder: string, ...pairs: readonly (readonly [string, string])[]): void {
  for (const [key, value] of pairs) git(folder, ['config', '--add', key, value]);
}

/** A filter, in all three forms, on every file. */
function filter(form: 'clean' | 'smudge' | 'process'): HostileCase {
  return configured(`filter.evil.${form}`, (room, folder) => {
    put(folder, '.gitattributes', '* filter=evil\n');
    commitAll(folder);
    set(folder, [`filter.evil.${form}`, `sh -c '${room.bait}; cat'`]);
    return () => {
      put(folder, 'rbac.yaml', 'changed\n');
      tryGit(folder, ['checkout', '-f', 'HEAD', '--', '.']);
      put(folder, 'new', 'x');
      tryGit(folder, ['add', '-A']);
    };
  });
}

function hook(name: string, ...command: readonly string[]): HostileCase {
  return configured(`a ${name} hook`, (room, folder) => {
    chmodSync(put(folder, `.git/hooks/${name}`, `#!/bin/sh\n${room.bait}\n`), 0o755);
    return () => tryGit(folder, command);
  });
}

export const CONFIG_CASES: readonly HostileCase[] = [
  configured('core.fsmonitor', (room, folder) => {
    set(folder, ['core.fsmonitor', `${room.bait}; false`]);
    return () => tryGit(folder, ['status']);
  }),
  configured(
    'core.sshCommand, and a missing object to fetch with it',
    (room, folder) => {
      put(folder, 'apart.yaml', 'kind: ClusterRole\n');
      commitAll(folder);
      const missing = git(folder, ['rev-parse', 'HEAD:apart.yaml']);
      removeObject(folder, missing);
      set(
        folder,
        ['core.sshCommand', `sh -c '${room.bait}'`],
        ['remote.origin.url', 'ssh://nowhere/x'],
        ['remote.origin.promisor', 'true'],
        ['extensions.partialClone', 'origin'],
        ['core.repositoryFormatVersion', '1'],
      );
      return () => tryGit(folder, ['cat-file', '-p', missing]);
    },
    { says: ['apart.yaml', 'missing from this clone'] },
  ),
  configured(
    'a promisor behind ext::',
    (room, folder) => {
      put(folder, 'apart.yaml', 'kind: ClusterRole\n');
      commitAll(folder);
      const missing = git(folder, ['rev-parse', 'HEAD:apart.yaml']);
      removeObject(folder, missing);
      set(
        folder,
        ['remote.origin.url', `ext::sh -c ${room.bait.replaceAll(' ', '% ')}`],
        ['remote.origin.promisor', 'true'],
        ['protocol.ext.allow', 'always'],
        ['protocol.allow', 'always'],
        ['extensions.partialClone', 'origin'],
        ['core.repositoryFormatVersion', '1'],
      );
      return () => tryGit(folder, ['cat-file', '-p', missing]);
    },
    { says: ['apart.yaml', 'missing from this clone'] },
  ),
  configured(
    'a promisor behind core.gitProxy',
    (room, folder) => {
      put(folder, 'apart.yaml', 'kind: ClusterRole\n');
      commitAll(folder);
      const proxy = put(room.aside, 'proxy', `#!/bin/sh\n${room.bait}\n`);
      chmodSync(proxy, 0o755);
      const missing = git(folder, ['rev-parse', 'HEAD:apart.yaml']);
      removeObject(folder, missing);
      set(
        folder,
        ['remote.origin.url', 'git://nowhere/x'],
        ['core.gitProxy', proxy],
        ['remote.origin.promisor', 'true'],
        ['extensions.partialClone', 'origin'],
        ['core.repositoryFormatVersion', '1'],
      );
      return () => tryGit(folder, ['cat-file', '-p', missing]);
    },
    { says: ['apart.yaml', 'missing from this clone'] },
  ),
  configured(
    'a promisor that listens on this machine',
    (room, folder) => {
      put(folder, 'apart.yaml', 'kind: ClusterRole\n');
      commitAll(folder);
      const missing = git(folder, ['rev-parse', 'HEAD:apart.yaml']);
      removeObject(folder, missing);
      set(
        folder,
        ['remote.origin.url', `git://${room.listener}/x`],
        ['remote.origin.promisor', 'true'],
        ['extensions.partialClone', 'origin'],
        ['core.repositoryFormatVersion', '1'],
      );
      return () => tryGit(folder, ['cat-file', '-p', missing], 3_000);
    },
    { says: ['apart.yaml', 'missing from this clone'] },
  ),
  configured('core.hooksPath', (room, folder) => {
    chmodSync(put(folder, 'hooks/post-checkout', `#!/bin/sh\n${room.bait}\n`), 0o755);
    set(folder, ['core.hooksPath', join(folder, 'hooks')]);
    return () => tryGit(folder, ['checkout', '-q', '--detach']);
  }),
  {
    name: 'core.pager and pager.log',
    exit: [0, 1],
    says: ['ann'],
    make(room) {
      const folder = repository(room.judged);
      set(folder, ['core.pager', `${room.bait}; cat`], ['pager.log', `${room.bait}; cat`]);
      return { path: folder };
    },
  },
  configured('diff.external and a textconv', (room, folder) => {
    put(folder, '.gitattributes', '* diff=evil\n');
    put(folder, 'rbac.yaml', `${BINDING}# one\n`);
    commitAll(folder);
    set(
      folder,
      ['diff.external', room.bait],
      ['diff.evil.textconv', `${room.bait}; cat`],
      ['diff.evil.command', room.bait],
    );
    return () => tryGit(folder, ['diff', 'HEAD~1', 'HEAD']);
  }),
  filter('clean'),
  filter('smudge'),
  filter('process'),
  configured('merge.evil.driver', (room, folder) => {
    put(folder, '.gitattributes', '* merge=evil\n');
    const base = commitAll(folder);
    put(folder, 'rbac.yaml', `${BINDING}# one\n`);
    commitAll(folder);
    git(folder, ['checkout', '-q', '-b', 'side', base]);
    put(folder, 'rbac.yaml', `${BINDING}# other\n`);
    commitAll(folder);
    git(folder, ['checkout', '-q', 'main']);
    git(folder, ['merge', '-q', '-s', 'ours', '-m', 'Merge side', 'side']);
    set(folder, ['merge.evil.driver', `${room.bait}; false`]);
    return () => tryGit(folder, ['merge-tree', '--write-tree', 'main~1', 'side']);
  }),
  configured('gpg.program, gpg.ssh.program and log.showSignature', (room, folder) => {
    const script = put(folder, 'gpg', `#!/bin/sh\n${room.bait}\n`);
    chmodSync(script, 0o755);
    const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----';
    const raw = git(folder, ['cat-file', 'commit', 'HEAD']).replace(
      /\ncommitter (.*)/,
      `\ncommitter $1\n${signature}`,
    );
    const oid = git(folder, ['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], `${raw}\n`);
    put(folder, '.git/refs/heads/main', `${oid}\n`);
    set(folder, ['gpg.program', script], ['gpg.ssh.program', script], ['log.showSignature', 'true']);
    return () => tryGit(folder, ['log', '-1']);
  }),
  configured('include.path to a folder of the attacker', (room, folder) => {
    put(room.aside, 'evil', `[core]\n\tfsmonitor = ${room.bait}\n`);
    set(
      folder,
      ['include.path', join(room.aside, 'evil')],
      ['includeIf.gitdir:/**.path', join(room.aside, 'evil')],
    );
    return () => tryGit(folder, ['status']);
  }),
  configured('config.worktree', (room, folder) => {
    set(folder, ['extensions.worktreeConfig', 'true'], ['core.repositoryFormatVersion', '1']);
    put(folder, '.git/config.worktree', `[core]\n\tfsmonitor = ${room.bait}\n`);
    return () => tryGit(folder, ['status']);
  }),
  configured('aliases of commands that are used', (room, folder) => {
    for (const name of ['cat-file', 'ls-tree', 'rev-list', 'x'])
      set(folder, [`alias.${name}`, `!${room.bait}`]);
    return () => tryGit(folder, ['x']);
  }),
  {
    name: 'uploadpack.packObjectsHook',
    exit: [0, 1],
    says: ['ann'],
    make(room) {
      const folder = repository(room.judged);
      set(folder, ['uploadpack.packObjectsHook', room.bait]);
      return { path: folder };
    },
  },
  hook('post-checkout', 'checkout', '-q', '--detach'),
  hook('reference-transaction', 'update-ref', 'refs/heads/x', 'HEAD'),
];

/** Deletes a loose object. */
export function removeObject(folder: string, oid: string): void {
  const file = join(folder, '.git/objects', oid.slice(0, 2), oid.slice(2));
  chmodSync(file, 0o644);
  unlinkSync(file);
}
