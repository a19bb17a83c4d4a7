import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { treeOf } from '../../kustomize/fixtures/tree.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import { type Written, written } from './fixtures/written.ts';
import { remove } from './remove.ts';
import type { Target } from './target.ts';

const PATH = 'a.yaml';
const RUNS = { numRuns: 100 };

/** Some subjects of some bindings, and here and there a whole one. */
const asked = written.chain((file) =>
  fc.record({
    file: fc.constant(file),
    targets: fc.shuffledSubarray([...targetsOf(file)], { minLength: 1 }),
  }),
);

function targetsOf({ objects }: Written): readonly Target[] {
  return objects.flatMap(({ name, subjects, line, column }) => {
    const at = { path: PATH, line, column };
    const object = { kind: 'RoleBinding', name };
    return [...subjects.map((subject) => ({ at, object, subject })), { at, object }];
  });
}

function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.source, plain(value)]));
}

interface Binding {
  readonly metadata?: { readonly name: string };
  readonly subjects?: readonly Target['subject'][];
}

/** Bindings as the general parser reads them. */
function bindingsIn(text: string): readonly Binding[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as ({ items?: Binding[] } & Binding) | null)
    .flatMap((one) => (one === null ? [] : (one.items ?? [one])));
}

/** The same by the data alone, and nothing of how it is written. */
function without(all: readonly Binding[], targets: readonly Target[]): readonly Binding[] {
  return all.flatMap((one) => {
    const own = targets.filter(({ object }) => object.name === one.metadata?.name);
    if (own.length === 0) return [one];
    if (own.some(({ subject }) => subject === undefined)) return [];
    const named = new Set(own.map(({ subject }) => identity(subject)));
    const subjects = (one.subjects ?? []).filter((subject) => !named.has(identity(subject)));
    return subjects.length === 0 ? [] : [{ ...one, subjects }];
  });
}

function identity(subject: Target['subject']): string {
  const namespace = subject?.kind === 'ServiceAccount' ? subject.namespace : undefined;
  return `${subject?.kind} ${subject?.name} ${namespace ?? ''}`;
}

function isSubsequence(part: Uint8Array, whole: Uint8Array): boolean {
  let at = 0;
  for (const byte of whole) if (at < part.length && part[at] === byte) at += 1;
  return at === part.length;
}

function removed({ file, targets }: { file: Written; targets: readonly Target[] }): Uint8Array | null {
  const { files, outcomes } = remove(treeOf({ [PATH]: file.text }), targets);
  expect(outcomes.every(({ kind }) => kind === 'removed')).toBe(true);
  const [changed] = files;
  if (changed === undefined || files.length > 1) throw new Error('not exactly one file is changed');
  return changed.after;
}

describe('removing from manifests as people write them', () => {
  it('only takes bytes out', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const after = removed(one);
        expect(after === null || isSubsequence(after, new TextEncoder().encode(one.file.text))).toBe(true);
      }),
      RUNS,
    );
  });

  it('leaves what was said without the targets, as the general parser reads it and as ours does', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const after = removed(one);
        const expected = without(bindingsIn(one.file.text), one.targets);
        const text = after === null ? '' : new TextDecoder().decode(after);
        expect(bindingsIn(text)).toEqual(expected);
        const ours = readYaml(after ?? new Uint8Array(), { path: PATH }).documents.map((document) =>
          document.ok && document.root !== undefined ? plain(document.root) : undefined,
        );
        expect(ours).toEqual(parseAllDocuments(text).map((document) => document.toJS() as unknown));
      }),
      RUNS,
    );
  });

  it('does not depend on the order of the targets', () => {
    fc.assert(
      fc.property(asked, (one) => {
        expect(removed({ ...one, targets: one.targets.toReversed() })).toEqual(removed(one));
      }),
      RUNS,
    );
  });

  it('takes the same away at once as in two steps', () => {
    fc.assert(
      fc.property(asked, ({ file, targets }) => {
        const [first, ...rest] = targets;
        if (first === undefined || rest.length === 0) return;
        const half = removed({ file, targets: [first] });
        const all = removed({ file, targets });
        expect(half === null || all === null || isSubsequence(all, half)).toBe(true);
      }),
      RUNS,
    );
  });

  it('removes exactly or not at all where lines were added or lost at random', () => {
    const noise = fc.array(
      fc.record({
        at: fc.nat(60),
        line: fc.constantFrom(
          '# c',
          '  # c',
          '      # c',
          '',
          '---',
          '- x',
          '  k: |',
          '...',
          '   - {}',
          '}',
          '    ',
        ),
        drop: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(asked, noise, ({ file, targets }, changes) => {
        const lines = file.text.split('\n');
        for (const { at, line, drop } of changes)
          lines.splice(at % lines.length, drop ? 1 : 0, ...(drop ? [] : [line]));
        const text = lines.join('\n');
        const { files, outcomes } = remove(treeOf({ [PATH]: text }), targets);
        const done = targets.filter((_, index) => outcomes[index]?.kind === 'removed');
        const [changed] = files;
        expect(changed === undefined).toBe(done.length === 0);
        if (!(changed?.after instanceof Uint8Array)) return;
        const after = new TextDecoder().decode(changed.after);
        expect(isSubsequence(changed.after, new TextEncoder().encode(text))).toBe(true);
        expect(bindingsIn(after)).toEqual(without(bindingsIn(text), done));
      }),
      { numRuns: 500 },
    );
  });
});
