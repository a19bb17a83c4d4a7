import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TreeEntry } from '../../model/tree.ts';
import { GZIP_HEADER, gzipTrailer } from './gzip.ts';
import { type ArchiveBudget, pathProblem, planArchive } from './members.ts';
import { type ReadMember, readTar } from './read.ts';
import { END_OF_ARCHIVE, memberHeader, padding } from './write.ts';

const BUDGET: ArchiveBudget = { members: 1_000, bytes: 1 << 20, bytesEach: 1 << 18 };
const LONG = `${'a'.repeat(60)}/${'b'.repeat(60)}/${'c'.repeat(60)}.yaml`;
const LONGER = `${'d'.repeat(120)}/${'e'.repeat(130)}.yaml`;

function archive(members: readonly ReadMember[]): Buffer {
  return Buffer.concat([
    ...members.flatMap(({ member, bytes }) => [memberHeader(member), bytes, padding(bytes.length)]),
    END_OF_ARCHIVE,
  ]);
}
function file(path: string, text: string, kind: 'file' | 'executable' = 'file'): ReadMember {
  const bytes = Buffer.from(text);
  return { member: { path, kind, size: bytes.length }, bytes };
}
function entry(path: string, more: Partial<TreeEntry> = {}): TreeEntry {
  return { path, kind: 'file', oid: '1'.repeat(40), size: 10, ...more };
}

describe('an archive', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mainward-tar-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const members: readonly ReadMember[] = [
    file('apps/shop/kustomization.yaml', 'resources: [role.yaml]\n'),
    file('apps/shop/leer.txt', ''),
    file('bin/run', '#!/bin/sh\n', 'executable'),
    file(LONG, 'long\n'),
    file(LONGER, 'longer\n'),
    file('übersicht/ä ö.yaml', 'x'.repeat(513)),
    { member: { path: 'link', kind: 'symlink', size: 0, target: 'apps/shop' }, bytes: new Uint8Array() },
    {
      member: { path: 'link-long', kind: 'symlink', size: 0, target: LONGER },
      bytes: new Uint8Array(),
    },
  ];

  test('is listed by GNU tar as it was made, with nothing of this machine', () => {
    const path = join(folder, 'list.tar');
    writeFileSync(path, archive(members));
    const listed = execFileSync('tar', ['--numeric-owner', '--utc', '--full-time', '-tvf', path], {
      encoding: 'utf8',
      env: {
        ...process.env,
        LC_ALL: 'C.UTF-8',
        QUOTING_STYLE: 'literal',
        TAR_OPTIONS: '--quoting-style=literal',
      },
    });
    expect(
      listed
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^(\S+ \S+) +/, '$1 ')),
    ).toEqual(
      members.map(({ member: { kind, size, path: name, target } }) => {
        const mode = { file: '-rw-r--r--', executable: '-rwxr-xr-x', symlink: 'lrwxrwxrwx' }[kind];
        const link = target === undefined ? '' : ` -> ${target}`;
        return `${mode} 0/0 ${size} 1970-01-01 00:00:00 ${name}${link}`;
      }),
    );
  });

  test('is unpacked by GNU tar to the same files', () => {
    const path = join(folder, 'unpack.tar');
    writeFileSync(path, archive(members));
    const into = mkdtempSync(join(folder, 'into-'));
    execFileSync('tar', ['-xf', path, '-C', into], { stdio: 'pipe' });
    for (const { member, bytes } of members) {
      const at = join(into, member.path);
      if (member.kind === 'symlink') expect(readlinkSync(at)).toBe(member.target);
      else {
        expect(readFileSync(at)).toEqual(Buffer.from(bytes));
        expect((lstatSync(at).mode & 0o100) !== 0).toBe(member.kind === 'executable');
      }
    }
  });

  test('that GNU tar made as ustar or pax is read as it was made', () => {
    const into = mkdtempSync(join(folder, 'gnu-'));
    for (const name of ['one.yaml', 'two']) writeFileSync(join(into, name), `${name}\n`);
    chmodSync(join(into, 'two'), 0o755);
    const packed = execFileSync('tar', ['--format=ustar', '-C', into, '-cf', '-', 'one.yaml', 'two']);
    const read = readTar(packed, BUDGET);
    expect(read.ok && read.value.map(({ member }) => member)).toEqual([
      { path: 'one.yaml', kind: 'file', size: 9 },
      { path: 'two', kind: 'executable', size: 4 },
    ]);
  });

  test('is the same bytes for the same members, and zipped the same bytes too', () => {
    const zip = (): Buffer => {
      const tar = archive(members);
      return Buffer.concat([
        GZIP_HEADER,
        deflateRawSync(tar, { level: 6 }),
        gzipTrailer(crc32(tar), tar.length),
      ]);
    };
    expect(zip()).toEqual(zip());
    expect(gunzipSync(zip())).toEqual(archive(members));
    expect(createHash('sha256').update(archive(members)).digest('hex')).toBe(
      'dddafe544b29d969ea6aa31469db897802e15832cc694e64c3b2cfea073969ea',
    );
  });

  const segment = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
    .filter((text) => pathProblem(text) === undefined && !text.includes('/') && text.isWellFormed());
  const content = fc.uint8Array({ maxLength: 1_200 });
  const madeUp: fc.Arbitrary<readonly ReadMember[]> = fc.array(
    fc
      .tuple(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        content,
        fc.constantFrom('file', 'executable', 'symlink'),
      )
      .map(([parts, bytes, kind]): ReadMember => {
        const path = parts.join('/');
        return kind === 'symlink'
          ? { member: { path, kind, size: 0, target: parts.toReversed().join('/') }, bytes: new Uint8Array() }
          : { member: { path, kind, size: bytes.length }, bytes };
      }),
    { maxLength: 8 },
  );

  test('is read as it was written, whatever the names and contents', () => {
    fc.assert(
      fc.property(madeUp, (made) => {
        const read = readTar(archive(made), BUDGET);
        expect(read.ok).toBe(true);
        if (!read.ok) return;
        expect(read.value.map(({ member }) => member)).toEqual(made.map(({ member }) => member));
        expect(read.value.map(({ bytes }) => [...bytes])).toEqual(made.map(({ bytes }) => [...bytes]));
      }),
    );
  });

  test('is never half read: cut or damaged it is refused, or says the same members', () => {
    const whole = archive(members);
    const names = members.map(({ member }) => member.path);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        expect(
          readTar(whole.subarray(0, Math.min(at, whole.length - END_OF_ARCHIVE.length)), BUDGET).ok,
        ).toBe(false);
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] ?? 0) ^ change;
        const read = readTar(damaged, BUDGET);
        // What is in no header, such as contents, is what a digest is for.
        if (read.ok) expect(read.value).toHaveLength(names.length);
      }),
    );
  });

  test.each([
    ['a folder above', '../role.yaml'],
    ['an absolute path', '/etc/passwd'],
    ['the configuration of Git', '.git/config'],
  ])('that leads to %s is refused', (_, path) => {
    expect(readTar(archive([file(path, 'x')]), BUDGET)).toMatchObject({ ok: false });
  });

  test('that holds more than is looked at is refused', () => {
    const two = archive([file('one', '12345'), file('two', '12345')]);
    expect(readTar(two, { ...BUDGET, members: 1 })).toMatchObject({ ok: false });
    expect(readTar(two, { ...BUDGET, bytes: 9 })).toMatchObject({ ok: false });
    expect(readTar(two, { ...BUDGET, bytesEach: 4 })).toMatchObject({ ok: false });
    expect(readTar(two, BUDGET)).toMatchObject({ ok: true });
  });
});

describe('the plan of an archive', () => {
  test('has every file in the order of its paths, and names the links that it leaves out', () => {
    const plan = planArchive(
      [
        entry('b.yaml'),
        entry('a/b.yaml', { kind: 'executable' }),
        entry('a.yaml'),
        entry('link', { kind: 'symlink' }),
      ],
      BUDGET,
    );
    expect(plan.ok && plan.value.members.map(({ member }) => member.path)).toEqual([
      'a.yaml',
      'a/b.yaml',
      'b.yaml',
    ]);
    expect(plan.ok && plan.value.links).toEqual(['link']);
  });

  test('does not depend on the order in which a tree is listed', () => {
    const entries = ['x', 'a/b', 'a-b', 'Z', 'a.b'].map((path) => entry(path));
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (mixed) => {
        expect(planArchive(mixed, BUDGET)).toEqual(planArchive(entries, BUDGET));
      }),
    );
  });

  test.each<readonly [string, readonly TreeEntry[], string]>([
    ['a submodule', [entry('vendor', { kind: 'gitlink' })], 'is a submodule'],
    ['a path above', [entry('a/../b')], 'could lead out'],
    ['a name that Flux takes for one', [entry('a../b')], 'could lead out'],
    ['a backslash', [entry('a\\b')], 'not every reader'],
    ['a line end', [entry('a\nb')], 'not every reader'],
    ['a folder of Git', [entry('sub/.GIT/config')], 'Git itself reads'],
    ['a missing object', [entry('a', { size: -1 })], 'is missing'],
    ['the same path twice', [entry('a'), entry('a')], 'is there twice'],
    ['a file that is a folder', [entry('a/b'), entry('a-b'), entry('a')], 'is a file and a folder'],
    ['a large file', [entry('a', { size: BUDGET.bytesEach + 1 })], 'more than 262144 bytes'],
    [
      'many large files',
      Array.from({ length: 5 }, (_, index) => entry(`f${index}`, { size: BUDGET.bytesEach })),
      'bytes together',
    ],
    ['many files', Array.from({ length: 1_001 }, (_, index) => entry(`f${index}`)), 'more than 1000 files'],
  ])('refuses a tree with %s', (_, entries, why) => {
    const plan = planArchive(entries, BUDGET);
    expect(plan.ok ? '' : plan.error).toContain(why);
  });
});
