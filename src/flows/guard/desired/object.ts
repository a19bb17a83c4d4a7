import type { ClosureObject } from '../../../chain/desired/closure.ts';
import { KeptJson } from '../../../formats/json/kept.ts';
import { pooled, pooledText } from '../../../formats/json/pooled.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { Location } from '../../../model/location.ts';
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
  return keptObject({
    ref,
    object: made,
    meaning,
    ...(agent === undefined ? {} : { agent }),
    // A copy: a place holds on to the whole tree of the file that it is in.
    at: {
      path,
      line,
      column,
      endLine,
      endColumn,
      ...(repository === undefined ? {} : { repository }),
      ...(commit === undefined ? {} : { commit }),
    },
  });
}

/**
 * The same in little memory, for there are ten thousand of them: `object` is another copy each time. `known`: what was kept
 * of it before, which is kept on where it is still so.
 */
export function keptObject(
  { ref, object, meaning, agent, at }: DesiredObject,
  known?: DesiredObject,
): DesiredObject {
  const kept = new KeptJson(object);
  const isKnown = known instanceof KeptObject && known.kept.text === kept.text;
  return new KeptObject(
    isKnown ? known.ref : pooled(ref),
    isKnown ? known.kept : kept,
    pooledText(meaning),
    agent,
    at === undefined ? undefined : pooled(at),
  );
}

class KeptObject implements DesiredObject {
  readonly ref: ObjectRef;
  readonly kept: KeptJson<KubernetesObject>;
  readonly meaning: string;
  /** Not there, rather than there and nothing. */
  declare readonly agent?: ObjectRef;
  declare readonly at?: Location;

  constructor(
    ref: ObjectRef,
    kept: KeptJson<KubernetesObject>,
    meaning: string,
    agent: ObjectRef | undefined,
    at: Location | undefined,
  ) {
    this.ref = ref;
    this.kept = kept;
    this.meaning = meaning;
    if (agent !== undefined) this.agent = agent;
    if (at !== undefined) this.at = at;
  }

  get object(): KubernetesObject {
    return this.kept.read();
  }
}
