import { describe, expect, test } from 'vitest';
import type { ListOptions, WatchEvent } from './cluster.ts';
import { CONFIG_MAPS, SECRETS } from './cluster-kinds.ts';
import { fails, keyOf, make, type Rig } from './cluster-rig.conformance.ts';

export function watchConformance(rig: Rig): void {
  /** Watches ConfigMaps, calls `work` once the list is there, and reads so many events after it. */
  async function watched(
    options: ListOptions,
    count: number,
    work: () => Promise<void>,
  ): Promise<{ readonly listed: readonly string[]; readonly seen: readonly string[] }> {
    const end = new AbortController();
    const seen: string[] = [];
    let listed: readonly string[] = [];
    for await (const event of rig.admin().watch(CONFIG_MAPS, options, end.signal)) {
      if (event.kind === 'listed') {
        listed = own(event);
        await work();
      } else if (event.kind !== 'interrupted') {
        const { name } = event.object.metadata;
        if (name !== 'kube-root-ca.crt') seen.push(`${event.kind} ${name}`);
      }
      if (seen.length === count) end.abort();
    }
    return { listed, seen };
  }

  function own(event: WatchEvent): readonly string[] {
    if (event.kind !== 'listed') return [];
    return event.list.items
      .map(({ metadata }) => metadata.name)
      .filter((name) => name !== 'kube-root-ca.crt');
  }

  describe('a watch', () => {
    test('lists what is there, then tells every change in order, and ends when it is told to', async () => {
      const [namespace, other] = [await rig.namespace(), await rig.namespace()];
      const admin = rig.admin();
      const wish = make(CONFIG_MAPS, { name: 'a', namespace });
      await admin.create(CONFIG_MAPS, wish);
      const { listed, seen } = await watched({ namespace }, 4, async () => {
        await admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'elsewhere', namespace: other }));
        await admin.create(SECRETS, make(SECRETS, { name: 'no-config', namespace }));
        await admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name: 'b', namespace }));
        await admin.patch(keyOf(CONFIG_MAPS, wish), { kind: 'merge', body: { data: { k: 'v' } } });
        await admin.delete(keyOf(CONFIG_MAPS, wish));
        await admin.create(CONFIG_MAPS, wish);
      });
      expect(listed).toEqual(['a']);
      expect(seen).toEqual(['added b', 'modified a', 'deleted a', 'added a']);
    });

    test('of what labels select: what enters is new, what leaves is gone', async () => {
      const namespace = await rig.namespace();
      const admin = rig.admin();
      const label = async (name: string, on: string | null) => {
        const body = { metadata: { labels: { on } } };
        await admin.patch({ type: CONFIG_MAPS, name, namespace }, { kind: 'merge', body });
      };
      for (const name of ['a', 'b']) await admin.create(CONFIG_MAPS, make(CONFIG_MAPS, { name, namespace }));
      await label('a', 'yes');
      const { listed, seen } = await watched({ namespace, labelSelector: 'on=yes' }, 3, async () => {
        await label('b', 'yes');
        await label('a', null);
        await label('b', 'no');
      });
      expect(listed).toEqual(['a']);
      expect(seen).toEqual(['added b', 'deleted a', 'deleted b']);
    });

    test('that is aborted before it begins says nothing', async () => {
      const events: WatchEvent[] = [];
      for await (const event of rig.admin().watch(CONFIG_MAPS, {}, AbortSignal.abort())) events.push(event);
      expect(events).toEqual([]);
    });

    test('fails where the first list is forbidden', async () => {
      const namespace = await rig.namespace();
      const never = new AbortController().signal;
      const watch = rig.as(rig.word()).watch(CONFIG_MAPS, { namespace }, never);
      await fails(watch[Symbol.asyncIterator]().next(), 'CLUSTER_FORBIDDEN', 403);
    });
  });
}
