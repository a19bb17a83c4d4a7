import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { HostileCase, Room, Subject } from '../support/case.ts';
import { BINDING, commitAll, put, repository } from '../support/repository.ts';

const SECRET = 'outside-and-secret';

/** A link made in a plain folder, and the same in a repository. */
function both(
  name: string,
  link: (room: Room, folder: string) => Partial<Subject>,
  says: HostileCase['says'] = ['ann'],
): readonly HostileCase[] {
  const make =
    (inGit: boolean) =>
    (room: Room): Subject => {
      put(room.aside, 'secret/rbac.yaml', BINDING.replace('name: ann}', `name: ${SECRET}}`));
      put(room.judged, 'rbac.yaml', BINDING);
      const rest = link(room, room.judged);
      if (inGit) {
        repository(room.judged);
        commitAll(room.judged, '--allow-empty');
      }
      return { path: room.judged, ...rest };
    };
  const common = { says, hides: [`"name": "${SECRET}"`, `${SECRET} `], exit: [0, 1] };
  return [
    { name: `${name}, in a folder`, make: make(false), ...common },
    { name: `${name}, in a repository`, make: make(true), ...common },
  ];
}

export const LINK_CASES: readonly HostileCase[] = [
  ...both(
    'a link to a file outside',
    (room, folder) => {
      symlinkSync(join(room.aside, 'secret/rbac.yaml'), join(folder, 'link.yaml'));
      return {};
    },
    ['link.yaml'],
  ),
  ...both(
    'a kustomization that names a link to outside',
    (room, folder) => {
      symlinkSync(join(room.aside, 'secret'), join(folder, 'base'));
      symlinkSync('../aside/secret/rbac.yaml', join(folder, 'file.yaml'));
      put(folder, 'kustomization.yaml', 'resources: [base, base/rbac.yaml, file.yaml]\n');
      return {};
    },
    ['kustomization.yaml', 'not followed'],
  ),
  ...both('links in a loop, and to themselves', (_room, folder) => {
    symlinkSync('self.yaml', join(folder, 'self.yaml'));
    symlinkSync('.', join(folder, 'dir'));
    put(folder, 'a/x.txt', BINDING);
    symlinkSync('../a', join(folder, 'a/up'));
    return {};
  }),
  ...both('links to devices', (_room, folder) => {
    symlinkSync('/dev/zero', join(folder, 'zero.yaml'));
    symlinkSync('/dev/stdin', join(folder, 'stdin.json'));
    return {};
  }),
  ...both('.mainward and .github as links to outside', (room, folder) => {
    put(
      room.aside,
      'secret/roster.yaml',
      `apiVersion: mainward.dev/v1alpha1\nkind: Roster\nspec: {people: [{id: ${SECRET}}]}\n`,
    );
    symlinkSync(join(room.aside, 'secret'), join(folder, '.mainward'));
    symlinkSync(join(room.aside, 'secret'), join(folder, '.github'));
    return {};
  }),
  {
    name: 'a pipe where a file should be',
    exit: 0,
    says: ['pipe.yaml', 'not a regular file'],
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      execFileSync('mkfifo', [join(room.judged, 'pipe.yaml')]);
      return { path: room.judged };
    },
  },
  {
    name: 'a link where the report is to be written',
    exit: 2,
    says: ['OUTPUT_FAILED', 'report.sarif'],
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      symlinkSync('../aside/written', join(room.judged, 'report.sarif'));
      return { path: '.', args: ['-C', room.judged, '-o', 'sarif=report.sarif'] };
    },
  },
  {
    name: 'a folder on the way to the report that leads out',
    exit: 2,
    says: ['OUTPUT_FAILED', 'out'],
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      symlinkSync(room.aside, join(room.judged, 'out'));
      return { path: '.', args: ['-C', room.judged, '-o', 'sarif=out/report.sarif'] };
    },
  },
  {
    name: 'evidence that is a link to a device',
    exit: 2,
    says: ['judged.json'],
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      put(room.aside, 'evidence/forge/other.txt', '');
      symlinkSync('/dev/zero', join(room.aside, 'evidence/forge/judged.json'));
      return { path: room.judged, args: ['--evidence', join(room.aside, 'evidence')] };
    },
  },
];
