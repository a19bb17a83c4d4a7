import type { Feed } from '../../model/agent.ts';
import { overlayNodes } from '../../stages/4-agent/feeds/overlay.ts';
import type { AgentObject } from '../../stages/4-agent/read.ts';
import { join, type Material, type Read } from './material.ts';

const NOTHING: Read = { objects: [], consumed: new Set(), unknown: [] };
/** Namespaced kinds that take the feed's namespace where they name none. */
const NAMESPACED: ReadonlySet<string> = new Set([
  'Role',
  'RoleBinding',
  'ServiceAccount',
  'Application',
  'Kustomization',
]);

/** What a feed applies of a repository in view. */
export function feedMaterial(feed: Feed, defining: AgentObject | undefined, material: Material): Read {
  const { path } = feed.source;
  if (path === undefined || feed.source.valuesOnly || !feed.judged) return NOTHING;
  const read =
    feed.agent === 'flux' ? fluxMaterial(feed, path, defining, material) : argoMaterial(feed, path, material);
  return { ...read, objects: read.objects.map((item) => inFeed(item, feed)) };
}

function fluxMaterial(feed: Feed, path: string, defining: AgentObject | undefined, material: Material): Read {
  if (feed.kind !== 'Kustomization') return NOTHING;
  return material.renderFlux(path, defining === undefined ? {} : overlayNodes(defining));
}

function argoMaterial(feed: Feed, path: string, material: Material): Read {
  const { renderer, recurse } = feed.source;
  if (renderer === 'helm' || renderer === 'jsonnet' || renderer === 'plugin') {
    return {
      ...NOTHING,
      unknown: [
        {
          reason: `${path || 'the root'} is rendered by ${renderer}, which is not done here`,
          at: feed.at,
          paths: [path, feed.at.path],
        },
      ],
    };
  }
  if (renderer !== 'manifests' && material.isKustomized(path)) return material.render(path);
  return join(material.folder(path, recurse).map((file) => material.file(file)));
}

function inFeed(item: AgentObject, feed: Feed): AgentObject {
  const { object } = item;
  const { namespace, namespaceForced } = feed.destination;
  const moved =
    namespace !== undefined &&
    NAMESPACED.has(object.kind) &&
    (object.namespace === undefined || namespaceForced);
  return { ...item, fedBy: feed.id, object: moved ? { ...object, namespace } : object };
}
