import { child, entriesOf, itemsOf, textOf } from '../../formats/yaml/access.ts';
import { withoutChild, withoutFlowItem } from '../../formats/yaml/take-out.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { Location } from '../../model/location.ts';
import type { ScanInput } from '../read/input.ts';
import type { Cutter } from './cutter.ts';
import { rootsOf, textIn, treeOf, withFile, withoutFile } from './files.ts';

/** An event that starts a workflow; with the last one goes the workflow. */
const trigger: Cutter = (input, [repository = '', path = '', event = '']) => {
  const text = textIn(input, repository, path);
  const [root] = text === undefined ? [] : rootsOf(text, path);
  const on = child(root, 'on');
  if (text === undefined || on === undefined) return undefined;
  const events = eventsOf(on);
  const index = events.findIndex(({ name }) => name === event);
  const found = events[index];
  if (found === undefined) return undefined;
  const without =
    events.length === 1
      ? withoutFile(input, repository, path)
      : fileWith(input, repository, path, withoutChild(text, on, index) ?? withoutFlowItem(text, on, index));
  if (without === undefined) return undefined;
  return {
    input: without,
    what: `${event} does not start ${path}`,
    how:
      events.length === 1
        ? `Remove ${path} of ${repository}: nothing but ${event} starts it.`
        : `Take ${event} out of \`on\` in ${path} of ${repository}.`,
    location: { ...found.at, repository, path },
  };
};

function fileWith(
  input: ScanInput,
  repository: string,
  path: string,
  text: string | undefined,
): ScanInput | undefined {
  return text === undefined ? undefined : withFile(input, repository, path, text);
}

function eventsOf(on: YamlNode): readonly { readonly name: string; readonly at: Location }[] {
  const single = textOf(on);
  if (single !== undefined) return [{ name: single, at: on.at }];
  const listed = itemsOf(on).flatMap((item) => {
    const name = textOf(item);
    return name === undefined ? [] : [{ name, at: item.at }];
  });
  return listed.length > 0 ? listed : entriesOf(on).map(({ key }) => ({ name: key.source, at: key.at }));
}

/** Stands for the commit that somebody looks at and pins; which one it is changes no answer. */
const SOME_COMMIT = '0'.repeat(39).concat('1');

/** Every use of an action by a name that can be moved. */
const action: Cutter = (input, [repository = '', name = '']) => {
  let location: Location | undefined;
  let cut = input;
  for (const { path } of treeOf(input, repository)?.entries ?? []) {
    if (!/^\.github\/.*\.ya?ml$/.test(path)) continue;
    const lines = textIn(input, repository, path)?.split('\n') ?? [];
    const pinned = lines.map((written, index) => {
      const text = pin(written, name);
      if (text === written) return written;
      location ??= { repository, path, line: index + 1, column: 1, endLine: index + 1, endColumn: 1 };
      return text;
    });
    if (pinned.some((one, index) => one !== lines[index]))
      cut = withFile(cut, repository, path, pinned.join('\n'));
  }
  if (location === undefined) return undefined;
  return {
    input: cut,
    what: `${name} is followed at one commit`,
    how: `Pin ${name} to a full commit id wherever pipelines of ${repository} use it.`,
    location,
  };
};

/** The line with the action pinned, where it uses it by a name that can be moved. */
function pin(line: string, action: string): string {
  const uses = /^(\s*(?:-\s+)?uses:\s*["']?)([^\s"'#]+)/.exec(line);
  const [, before = '', reference = ''] = uses ?? [];
  const [path = '', ref = ''] = reference.split('@', 2);
  const meant = path === action || path.startsWith(`${action}/`);
  if (!meant || /^[0-9a-f]{40}$/.test(ref)) return line;
  return `${before}${path}@${SOME_COMMIT}${line.slice(before.length + reference.length)}`;
}

/** What pipelines are made of. */
export const WORKFLOW_CUTTERS: Readonly<Record<string, Cutter>> = { trigger, action };
