import { child, itemsOf, stringsOf } from '../../formats/yaml/access.ts';
import type { YamlNode } from '../../formats/yaml/tree.ts';
import type { AgentController } from '../../model/agent.ts';
import type { Location } from '../../model/location.ts';
import { type AgentObject, groupOf, spec, text } from './read.ts';

const FLUX: readonly string[] = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
  'image-reflector-controller',
  'image-automation-controller',
  'source-watcher',
];
const ARGO: readonly string[] = [
  'application-controller',
  'applicationset-controller',
  'repo-server',
  'notifications-controller',
  'commit-server',
  'dex-server',
  'server',
];

/** Reads the Deployment or StatefulSet of one of the agents' controllers; `undefined` for any other object. */
export function readController({ object }: AgentObject): AgentController | undefined {
  if (
    groupOf(object.apiVersion) !== 'apps' ||
    (object.kind !== 'Deployment' && object.kind !== 'StatefulSet')
  )
    return undefined;
  if (object.name === undefined) return undefined;
  const pod = child(spec(object), 'template', 'spec');
  for (const container of itemsOf(child(pod, 'containers'))) {
    const image = text(container, 'image');
    const known = componentOf(object.name, image);
    if (known === undefined) continue;
    const account = text(pod, 'serviceAccountName');
    return {
      ...known,
      name: object.name,
      namespace: object.namespace ?? (known.agent === 'flux' ? 'flux-system' : 'argocd'),
      flags: flagsOf(container),
      ...(account === undefined ? {} : { serviceAccount: account }),
      ...(image === undefined ? {} : { image }),
      at: object.at,
    };
  }
  return undefined;
}

function componentOf(
  name: string,
  image: string | undefined,
): Pick<AgentController, 'agent' | 'component'> | undefined {
  const base = (image ?? '').split('@')[0]?.split('/').at(-1)?.split(':')[0] ?? '';
  const flux = FLUX.find((one) => base === one || name === one || base === `flux-${one}`);
  if (flux !== undefined) return { agent: 'flux', component: flux };
  if (base !== 'argocd' && !name.startsWith('argocd-')) return undefined;
  const argo = ARGO.find((one) => name.endsWith(`-${one}`));
  return argo === undefined ? undefined : { agent: 'argocd', component: argo };
}

/** Flags of `command` and `args`: `--flag=value`, `--flag value`, or a bare `--flag`, which means `true`. The last one wins. */
function flagsOf(container: YamlNode): AgentController['flags'] {
  const flags = new Map<string, { readonly value: string; readonly at: Location }>();
  const words = [...stringsOf(child(container, 'command')), ...stringsOf(child(container, 'args'))];
  for (const [index, word] of words.entries()) {
    if (!word.text.startsWith('-')) continue;
    const flag = word.text.replace(/^--?/u, '');
    const equals = flag.indexOf('=');
    const next = words[index + 1]?.text;
    if (equals !== -1) flags.set(flag.slice(0, equals), { value: flag.slice(equals + 1), at: word.node.at });
    else
      flags.set(flag, {
        value: next === undefined || next.startsWith('-') ? 'true' : next,
        at: word.node.at,
      });
  }
  return flags;
}
