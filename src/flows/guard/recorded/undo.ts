import type { DriftChange } from '../../../model/drift.ts';
import type { ObjectRef } from '../../../model/ledger.ts';
import type { KubernetesObject } from '../../../ports/cluster.ts';
import type { Decided } from '../decide.ts';

/** An object as somebody would write it: without what the API server adds. */
export function asWritten(object: KubernetesObject): KubernetesObject {
  const { name, namespace, labels, annotations } = object.metadata;
  const { status: _status, ...rest } = object;
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
}

/** For people: what happens, and the command that undoes it. */
export function undoText(
  { decision, code }: Pick<Decided, 'decision' | 'code'>,
  change: DriftChange,
  ref: ObjectRef,
  live: KubernetesObject | undefined,
  desired: KubernetesObject | undefined,
): string {
  const why = code === undefined ? '' : ` (${code})`;
  switch (decision) {
    case 'delete':
      return `It is deleted. To make it again as it was:\n${command('create', live)}`;
    case 'give-back':
      return change === 'removed'
        ? `Its agent is asked to apply it again. To delete it again:\n${deletion(ref)}`
        : `Its agent is asked to give it back. To have it again as it was found:\n${command('replace', live)}`;
    case 'record':
    case 'hold':
      return `Nothing is done about it${why}. To bring it to what Git says:\n${
        desired === undefined ? deletion(ref) : command('apply', desired)
      }`;
  }
}

/** JSON on one line cannot end the document that the shell hands over. */
function command(verb: string, object: KubernetesObject | undefined): string {
  if (object === undefined) return '# it was not seen';
  return `kubectl ${verb} -f - <<'EOF'\n${JSON.stringify(asWritten(object))}\nEOF`;
}

function deletion({ apiVersion, kind, namespace, name }: ObjectRef): string {
  const [group = ''] = apiVersion.split('/');
  const place = namespace === undefined ? '' : ` -n ${quoted(namespace)}`;
  return `kubectl delete ${kind.toLowerCase()}.${group}${place} -- ${quoted(name)}`;
}

/** As a shell takes it for one word, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
