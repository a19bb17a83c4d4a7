import { fileLocation } from '../../../model/location.ts';
import type { SourceTree } from '../../../model/tree.ts';
import { child, itemsOf } from '../../yaml/access.ts';
import { type Property, propertyIn } from '../../yaml/cut/properties.ts';
import type { YamlFile } from '../../yaml/document.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlNode } from '../../yaml/tree.ts';
import type { KubeObject } from '../object.ts';
import { readObjects } from '../objects.ts';
import { objectAt, subjectsOf } from './find.ts';
import type { RemovalTask, Target, TaskCode } from './target.ts';

/** A file of which every byte is what it says. */
export interface PlainFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly file: YamlFile;
}

/** One file from which something is to go, read. */
export interface OpenFile extends PlainFile {
  readonly objects: readonly KubeObject[];
}

/** What a target is in its file. */
export interface Found {
  readonly object: KubeObject;
  /** The object itself, or those of its subjects that name whom the target names. */
  readonly gone: ReadonlySet<YamlNode>;
}

/** What generators write at the head of a file, in a comment. */
const GENERATED = /^[ \t]*#.*\bDO NOT EDIT\b/im;

const PROPERTIES: Readonly<Record<Property, string>> = {
  anchor: 'the file uses anchors, so that one line can be meant in several places',
  merge: 'the file merges mappings, so that a line can come from another place',
  tag: 'the file uses tags, so that a line can mean something else than it says',
};

/** Reads a file of objects, each of which can be judged. */
export function openFile(tree: SourceTree, path: string): OpenFile | RemovalTask {
  const plain = openPlain(tree, path);
  if ('kind' in plain) return plain;
  const { objects, broken } = readObjects(plain.file);
  const [first] = broken;
  return first === undefined ? { ...plain, objects } : taskAt(first.at, 'unreadable', first.reason);
}

/** Reads a file of which every byte is what it says; any other is left to people. */
export function openPlain(tree: SourceTree, path: string): PlainFile | RemovalTask {
  const task = (code: TaskCode, say: string): RemovalTask => taskAt(fileLocation({ path }), code, say);
  const entry = tree.entries.find((one) => one.path === path);
  if (entry?.kind === 'symlink' || entry?.kind === 'gitlink')
    return task('symlink', 'it is a link to what is written elsewhere');
  const bytes = tree.read(path);
  if (bytes === undefined) return task('stale', 'the file is not there any more');
  if (!(bytes instanceof Uint8Array)) return task('unreadable', `the file was not read: ${bytes.unread}`);
  const file = readYaml(bytes, { path });
  const { text } = file.source;
  if (text.includes('{{'))
    return task('template', 'it is a template, and what it makes is not written in it');
  if (GENERATED.test(text)) return task('generated', 'a program writes the file, and would write it again');
  const rejected = file.documents.find((one) => !one.ok);
  if (rejected !== undefined && !rejected.ok)
    return taskAt(rejected.at, rejected.code === 'template' ? 'template' : 'unreadable', rejected.reason);
  const property = propertyIn(text);
  return property === undefined ? { path, bytes, file } : task(property, PROPERTIES[property]);
}

/** What a target is; a task where it is not there as it was when somebody decided about it. */
export function findTarget({ objects }: OpenFile, target: Target): Found | RemovalTask {
  const object = objectAt(objects, target);
  if (object === undefined)
    return taskAt(
      target.at,
      'stale',
      `there is no ${target.object.kind} of that name at this place any more`,
    );
  const { subject } = target;
  if (subject === undefined) return { object, gone: new Set([object.root]) };
  const gone = subjectsOf(object, subject);
  if (gone.size === 0)
    return taskAt(target.at, 'stale', `the ${object.kind} does not name this ${subject.kind} any more`);
  return { object, gone };
}

/** With the objects of which no subject is left. */
export function withoutEmptyBindings(objects: readonly KubeObject[], gone: Set<YamlNode>): Set<YamlNode> {
  for (const { root } of objects) {
    const subjects = itemsOf(child(root, 'subjects'));
    if (subjects.length > 0 && subjects.every((one) => gone.has(one))) gone.add(root);
  }
  return gone;
}

export function taskAt({ path, line, column }: Target['at'], code: TaskCode, say: string): RemovalTask {
  return { kind: 'task', code, at: { path, line, column }, say };
}
