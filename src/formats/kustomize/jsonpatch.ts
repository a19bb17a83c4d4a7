import { child, itemsOf, textOf } from '../yaml/access.ts';
import { sequenceLike, withEntry, withoutEntry } from '../yaml/derived.ts';
import type { MappingNode, SequenceNode, YamlNode } from '../yaml/tree.ts';
import { Unrenderable } from './problem.ts';

/** One operation of a JSON patch. */
export interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[] | undefined;
  readonly value: YamlNode | undefined;
  readonly node: YamlNode;
}

/** What patching may still cost, in items looked at or copied. */
export interface Effort {
  left: number;
}

/** Takes from what patching may cost; throws where nothing is left. */
export function spend(effort: Effort, amount: number, node: Pick<YamlNode, 'at'>): void {
  effort.left -= amount;
  if (effort.left < 0) throw new Unrenderable('patching takes more than is spent on one repository', node.at);
}

/** The operations of a JSON patch (RFC 6902) written as a sequence; throws where it is none. */
export function readOperations(patch: YamlNode): readonly Operation[] {
  return itemsOf(patch).map((node) => {
    const op = textOf(child(node, 'op'));
    const path = textOf(child(node, 'path'));
    if (op === undefined || path === undefined)
      throw new Unrenderable('a JSON patch operation needs op and path', node.at);
    const from = textOf(child(node, 'from'));
    return {
      op,
      path: pointer(path, node),
      from: from === undefined ? undefined : pointer(from, node),
      value: child(node, 'value'),
      node,
    };
  });
}

function pointer(text: string, node: YamlNode): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('/'))
    throw new Unrenderable('the path of a JSON patch does not begin with "/"', node.at);
  return text
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Applies the operations in order; throws where one of them cannot be, as kustomize would. */
export function applyOperations(
  root: MappingNode,
  operations: readonly Operation[],
  effort: Effort,
): MappingNode {
  let current: YamlNode = root;
  for (const operation of operations) current = applyOperation(current, operation, effort);
  if (current.kind !== 'mapping') throw new Unrenderable('a JSON patch leaves no object', root.at);
  return current;
}

function applyOperation(root: YamlNode, operation: Operation, effort: Effort): YamlNode {
  const { op, path, node } = operation;
  spend(effort, sizeAlong(root, path), node);
  switch (op) {
    case 'add':
    case 'replace':
      return edit(root, path, node, { op, value: required(operation.value, 'value', node) });
    case 'remove':
      return edit(root, path, node, { op });
    case 'test': {
      const found = lookup(root, path);
      const wanted = required(operation.value, 'value', node);
      if (found !== undefined && sameValue(found, wanted)) return root;
      throw new Unrenderable('the test of a JSON patch fails', node.at);
    }
    case 'copy':
    case 'move': {
      const from = required(operation.from, 'from', node);
      const value = lookup(root, from);
      if (value === undefined) throw new Unrenderable('the source of a JSON patch is not there', node.at);
      const base = op === 'move' ? edit(root, from, node, { op: 'remove' }) : root;
      return edit(base, path, node, { op: 'add', value });
    }
    default:
      throw new Unrenderable('the operation of a JSON patch is not known', node.at);
  }
}

type Edit = { readonly op: 'add' | 'replace'; readonly value: YamlNode } | { readonly op: 'remove' };

function edit(target: YamlNode, path: readonly string[], at: YamlNode, change: Edit): YamlNode {
  const [token, ...rest] = path;
  if (token === undefined) {
    if (change.op === 'remove') throw new Unrenderable('a JSON patch removes the whole object', at.at);
    return change.value;
  }
  if (target.kind === 'mapping') return editMapping(target, token, rest, at, change);
  if (target.kind === 'sequence') return editSequence(target, token, rest, at, change);
  throw new Unrenderable('the path of a JSON patch leads into a plain value', at.at);
}

function editMapping(
  target: MappingNode,
  token: string,
  rest: readonly string[],
  at: YamlNode,
  change: Edit,
): YamlNode {
  const existing = child(target, token);
  if (existing === undefined && (rest.length > 0 || change.op !== 'add')) {
    throw new Unrenderable('the path of a JSON patch is not there', at.at);
  }
  if (rest.length > 0 && existing !== undefined)
    return withEntry(target, token, edit(existing, rest, at, change));
  return change.op === 'remove' ? withoutEntry(target, token) : withEntry(target, token, change.value);
}

function editSequence(
  target: SequenceNode,
  token: string,
  rest: readonly string[],
  at: YamlNode,
  change: Edit,
): YamlNode {
  const adding = rest.length === 0 && change.op === 'add';
  const index = token === '-' && adding ? target.items.length : Number(token);
  if (!/^(?:-|0|[1-9][0-9]{0,5})$/.test(token) || !(index < target.items.length + (adding ? 1 : 0))) {
    throw new Unrenderable('the index of a JSON patch is not there', at.at);
  }
  const items = [...target.items];
  const existing = items[index];
  if (rest.length > 0 && existing !== undefined) items[index] = edit(existing, rest, at, change);
  else if (change.op === 'add') items.splice(index, 0, change.value);
  else if (change.op === 'replace') items[index] = change.value;
  else items.splice(index, 1);
  return sequenceLike(items, target);
}

/** Items and entries of the collections that a path leads through, which an edit copies. */
function sizeAlong(root: YamlNode, path: readonly string[]): number {
  let size = 1;
  let current: YamlNode | undefined = root;
  for (const token of path) {
    if (current?.kind === 'sequence') {
      size += current.items.length;
      current = /^[0-9]{1,6}$/.test(token) ? current.items[Number(token)] : undefined;
    } else if (current?.kind === 'mapping') {
      size += current.entries.length;
      current = child(current, token);
    } else break;
  }
  return size;
}

function lookup(root: YamlNode, path: readonly string[]): YamlNode | undefined {
  let current: YamlNode | undefined = root;
  for (const token of path) {
    if (current?.kind === 'sequence')
      current = /^[0-9]{1,6}$/.test(token) ? current.items[Number(token)] : undefined;
    else current = child(current, token);
  }
  return current;
}

function sameValue(left: YamlNode, right: YamlNode): boolean {
  if (left.kind === 'scalar' && right.kind === 'scalar') return left.value === right.value;
  if (left.kind === 'sequence' && right.kind === 'sequence') {
    const { items } = right;
    return (
      left.items.length === items.length &&
      left.items.every((item, at) => sameValue(item, items[at] ?? right))
    );
  }
  if (left.kind !== 'mapping' || right.kind !== 'mapping' || left.entries.length !== right.entries.length)
    return false;
  return left.entries.every((one) => {
    const other = child(right, one.key.source);
    return other !== undefined && sameValue(one.value, other);
  });
}

function required<T>(value: T | undefined, name: string, node: YamlNode): T {
  if (value === undefined) throw new Unrenderable(`a JSON patch operation lacks "${name}"`, node.at);
  return value;
}
