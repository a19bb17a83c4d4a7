import type { KubeObject } from '../../formats/kubernetes/object.ts';
import { boolOf, child, isNull, stringsOf, textOf } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { Answer } from '../../model/agent.ts';
import type { Placed } from '../../model/argocd.ts';

/** An object of an agent together with how it is reached: the kustomization files that passed it on, innermost first. */
export interface AgentObject {
  readonly object: KubeObject;
  readonly chain: readonly string[];
  /** Id of the feed that rendered it, where the rendering was made for a feed. */
  readonly fedBy?: string;
}

/** API group of `group/version`; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

export function isKind(object: KubeObject, group: string, kind: string): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === group;
}

export function placed(node: YamlNode | undefined): Placed | undefined {
  const value = textOf(node);
  return value === undefined || node === undefined ? undefined : { value, at: node.at };
}

export function placedAll(node: YamlNode | undefined): readonly Placed[] {
  return stringsOf(node).map((text) => ({ value: text.text, at: text.node.at }));
}

/** A boolean with the default that the agent's API gives it; anything that is not plainly a boolean is `unknown`. */
export function answerOf(node: YamlNode | undefined, absent: boolean): Answer {
  const value = boolOf(node);
  if (value === undefined) return absent ? 'yes' : 'no';
  if (value === 'ambiguous') return 'unknown';
  return value ? 'yes' : 'no';
}

/** Text that is left to a substitution or a template, and therefore not known: `${VAR}`, `{{ x }}`. */
export function isPlaceholder(text: string): boolean {
  return text.includes('${') || text.includes('{{');
}

/** True where the node is there and not null. */
export function present(node: YamlNode | undefined): node is YamlNode {
  return node !== undefined && !isNull(node);
}

/** Text under a path; `undefined` where there is none or it is empty. */
export function text(node: YamlNode | undefined, ...path: readonly string[]): string | undefined {
  const found = textOf(child(node, ...path));
  return found === undefined || found === '' ? undefined : found;
}

export function annotation(object: KubeObject, key: string): Placed | undefined {
  return placed(child(object.root, 'metadata', 'annotations', key));
}

export function label(object: KubeObject, key: string): string | undefined {
  return textOf(child(object.root, 'metadata', 'labels', key));
}

export function spec(object: KubeObject): YamlNode | undefined {
  return child(object.root, 'spec');
}
