import type { ClosureObject } from '../../../chain/desired/closure.ts';
import { pooled, pooledText } from '../../../formats/json/pooled.ts';
import { plain } from '../../../policy/plain.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import { feedMeaning } from '../../../stages/4-agent/meaning.ts';
import { rbacMeaning } from '../../../stages/5-cluster/meaning.ts';
import type { DesiredObject } from './state.ts';

/** `undefined` for what the API server would not take, so that it means nothing. */
export function desiredObjectOf({ ref, object, agent, from }: ClosureObject): DesiredObject | undefined {
  const written = plain(object.root) as KubernetesObject;
  const made = { ...written, apiVersion: ref.apiVersion, kind: ref.kind };
  const meaning = rbacMeaning(object) ?? feedMeaning(made);
  if (meaning === undefined) return undefined;
  const { path, line, column, endLine, endColumn, repository, commit } = from;
  return {
    ref: pooled(ref),
    object: pooled(made),
    meaning: pooledText(meaning),
    ...(agent === undefined ? {} : { agent }),
    // A copy: a place holds on to the whole tree of the file that it is in.
    at: pooled({
      path,
      line,
      column,
      endLine,
      endColumn,
      ...(repository === undefined ? {} : { repository }),
      ...(commit === undefined ? {} : { commit }),
    }),
  };
}
