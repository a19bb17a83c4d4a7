import type { DriftRights, EffectiveDelta } from '../../model/drift.ts';
import type { ObjectRef } from '../../model/ledger.ts';
import type { KubernetesObject } from '../../ports/cluster.ts';
import { rightsWords, subjectWords } from '../../reports/access/words.ts';
import { feedMeaning } from '../../stages/4-agent/meaning.ts';
import { isFields } from './fields.ts';

const MOST_TOLD = 3;
const MOST_CHARACTERS = 120;

/** `RoleBinding shop/readers`. */
export function nameWords({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${oneLine(name)}`;
}

/** ` (spec.path, spec.suspend)`: where two objects of an agent differ; empty where that is not what they differ in. */
export function differenceWords(git: KubernetesObject | undefined, wanted: KubernetesObject): string {
  const [one, other] = [git, wanted].map((object) => {
    const text = object === undefined ? undefined : feedMeaning(object);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  });
  if (one === undefined || other === undefined) return '';
  const paths = [...differences(one, other, 'spec')];
  return paths.length === 0 ? '' : ` (${listed(paths)})`;
}

function* differences(a: unknown, b: unknown, path: string): Generator<string> {
  if (isFields(a) && isFields(b)) {
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      yield* differences(a[name], b[name], `${path}.${oneLine(name)}`);
  } else if (JSON.stringify(a) !== JSON.stringify(b)) yield path;
}

/** ` The verified commit has: ClusterRole view for group devs.` */
export function gitWords(git: KubernetesObject | undefined): string {
  const ref = git?.['roleRef'];
  const subjects = git?.['subjects'];
  if (!isFields(ref)) return '';
  const named = (Array.isArray(subjects) ? subjects : []).flatMap((one: unknown) =>
    isFields(one) ? [`${String(one['kind'])} ${oneLine(String(one['name']))}`] : [],
  );
  const whom = named.length === 0 ? 'nobody' : listed(named);
  return ` The verified commit has: ${String(ref['kind'])} ${oneLine(String(ref['name']))} for ${whom}.`;
}

/** Who could do what by it, as a sentence; empty where it changes nothing. */
export function deltaWords(delta: EffectiveDelta | undefined): string {
  if (delta === undefined) return '';
  if (delta.effect === 'unknown')
    return `What it gives cannot be told: ${oneLine(delta.unknown[0] ?? 'it is not known yet')}.`;
  const [first, ...rest] = delta.gained;
  if (first === undefined) return '';
  const more = rest.length + delta.more;
  const opens = delta.opens.length === 0 ? '' : ` (${listed(delta.opens)})`;
  return `By it ${rightsOf(first)}${opens}${more > 0 ? `, and there is more (${more})` : ''}.`;
}

function rightsOf(rights: DriftRights): string {
  const where = rights.namespace === null ? 'in the whole cluster' : `in namespace ${rights.namespace}`;
  return `${oneLine(subjectWords(rights.subject))} could ${oneLine(rightsWords(rights))} ${where}`;
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_TOLD).join(', ');
  return texts.length > MOST_TOLD ? `${shown} and ${texts.length - MOST_TOLD} more` : shown;
}

/** One short line that steers no terminal. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}
