import type { HostileCase } from '../support/case.ts';
import { BINDING, put } from '../support/repository.ts';

/** A folder with one file `hostile.yaml` that claims to be a binding, beside one that is. */
function file(name: string, content: string | Uint8Array, says: HostileCase['says']): HostileCase {
  return {
    name,
    exit: 0,
    heavy: content.length > 10_000,
    says,
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      put(room.judged, 'hostile.yaml', content);
      return { path: room.judged };
    },
  };
}

const KIND = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: a}\n';

export const YAML_CASES: readonly HostileCase[] = [
  file('a billion laughs', KIND + laughs(9, 9) + '#'.repeat(10_000), ['hostile.yaml', 'aliases']),
  file('an anchor that contains itself', `${KIND}rules: &a [*a]\n`, ['hostile.yaml', 'contains itself']),
  file('merges of merges', KIND + merges(2_000), ['hostile.yaml']),
  file('a million open brackets', `${KIND}rules: ${'['.repeat(900_000)}`, ['hostile.yaml']),
  file('nesting 10,000 deep', `${KIND}rules: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, [
    'hostile.yaml',
    'nested too deeply',
  ]),
  file('blocks nested 1,000 deep', KIND + blocks(1_000), ['hostile.yaml', 'nested too deeply']),
  file('a flow of 450,000 items', `${KIND}rules: [${'a,'.repeat(450_000)}]\n`, ['hostile.yaml']),
  file('60,000 keys', `${KIND}${lines(60_000, (at) => `k${at}: 1`)}`, ['rbac.yaml']),
  file('the same key twice', `${KIND}rules: []\nrules: [{verbs: ["*"]}]\n`, ['hostile.yaml', 'there twice']),
  file('100,000 documents', `${KIND}---\n`.repeat(2_000) + '---\n'.repeat(92_000), [
    'hostile.yaml',
    'documents',
  ]),
  file('a NUL byte', `${KIND}rules: []\n# \0\n`, ['hostile.yaml', 'U+0000']),
  file('bytes that are no UTF-8', Buffer.from(`${KIND}rules: [] # \xff\xfe\n`, 'latin1'), [
    'hostile.yaml',
    'not valid UTF-8',
  ]),
  file('UTF-16', Buffer.from(`\ufeff${KIND}rules: []\n`, 'utf16le'), ['hostile.yaml']),
  file('a byte order mark', `\ufeff${KIND}rules: []\n`, ['rbac.yaml']),
  file('a scalar of 3 MB', `${KIND}rules: "${'a'.repeat(3_000_000)}"\n`, ['hostile.yaml', 'bytes']),
  file('a file of 5 MB', `${KIND}${'# pad\n'.repeat(900_000)}`, ['hostile.yaml', 'larger than 4 MB']),
  file('tabs for indentation', `${KIND}rules:\n\t- verbs: ["*"]\n`, ['hostile.yaml']),
  file('a tag that would make an object', `${KIND}rules: !!js/function "f"\n`, [
    'hostile.yaml',
    'is not known',
  ]),
  file('a key named __proto__', `${KIND}__proto__: {polluted: true}\n`, ['hostile.yaml', '__proto__']),
  file('keys named constructor and toString', `${KIND}constructor: {prototype: {a: 1}}\ntoString: 1\n`, [
    'rbac.yaml',
  ]),
  file(
    'a name that steers a terminal',
    BINDING.replace('name: ann}', 'name: "ann\\e[2J\\u202E\\u2028\\nx"}').replace('ann-rules', 'b'),
    ['ann\\u{1b}[2J\\u{202e}\\u{2028}\\u{a}x'],
  ),
  {
    name: 'many files that each take the most a file may',
    exit: 0,
    heavy: true,
    says: ['rbac.yaml'],
    make(room) {
      put(room.judged, 'rbac.yaml', BINDING);
      for (let at = 0; at < 2; at += 1)
        put(room.judged, `many/${at}.yaml`, `${KIND}rules: [${'a,'.repeat(150_000)}]\n`);
      return { path: room.judged };
    },
  },
];

function laughs(width: number, depth: number): string {
  const level = (at: number): string =>
    `x${at}: &x${at} [${Array.from({ length: width }, () => (at === 0 ? 'lol' : `*x${at - 1}`)).join(', ')}]\n`;
  return Array.from({ length: depth }, (_, at) => level(at)).join('');
}

function merges(count: number): string {
  return lines(count, (at) =>
    at === 0 ? 'm0: &m0 {a0: 1}' : `m${at}: &m${at} {<<: *m${at - 1}, a${at}: 1}`,
  );
}

function blocks(depth: number): string {
  return `rules:\n${lines(depth, (at) => `${' '.repeat(at + 1)}a:`)}`;
}

function lines(count: number, line: (at: number) => string): string {
  return `${Array.from({ length: count }, (_, at) => line(at)).join('\n')}\n`;
}
