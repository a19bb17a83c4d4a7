import { binding, clusterRole, FOLDER, filesOf, GROUND, group, namespace, rule, user } from './ground.ts';
import type { HarmlessChange } from './way.ts';

type Ground = typeof GROUND;

const METRICS = { 'acme.example/aggregate-to-metrics': 'true' };

/** Each on top of those before it; a file of `null` is gone. */
const CHANGES: readonly (readonly [name: string, files: Readonly<Record<string, Ground[string] | null>>])[] =
  [
    [
      'a grant that lands',
      { 'testers.yaml': [binding('shop', 'testers', 'edit', group('shop-testers'), user('tess'))] },
    ],
    [
      'another name for a binding of Git, which lands',
      {
        'support.yaml': (GROUND['support.yaml'] ?? []).map((one) =>
          one.kind === 'ClusterRoleBinding' ? { ...one, metadata: { name: 'helpers' } } : one,
        ),
      },
    ],
    [
      'more for a role that another one aggregates, which lands',
      {
        'metrics.yaml': (GROUND['metrics.yaml'] ?? []).map((one) =>
          one.metadata.name === 'metrics-pods'
            ? clusterRole('metrics-pods', [rule('metrics.k8s.io', 'pods', 'get list watch')], METRICS)
            : one,
        ),
      },
    ],
    [
      'less for somebody, which lands',
      { 'testers.yaml': [binding('shop', 'testers', 'edit', group('shop-testers'))] },
    ],
    [
      'a namespace with all that is in it, taken out of Git',
      { 'attic.yaml': null, 'namespaces.yaml': ['shop', 'payments', 'operators'].map(namespace) },
    ],
  ];

function landings(): readonly HarmlessChange[] {
  let ground: Ground = GROUND;
  return CHANGES.map(([name, files]) => {
    const gone = Object.keys(files).filter((path) => files[path] === null);
    const whole = Object.entries({ ...ground, ...files }).flatMap(([path, objects]) =>
      objects === null ? [] : [[path, objects] as const],
    );
    ground = Object.fromEntries(whole);
    const removed = Object.fromEntries(gone.map((path) => [`${FOLDER}/${path}`, null]));
    return { name, by: 'ann', steps: [{ do: 'land', files: { ...filesOf(ground), ...removed } }] };
  });
}

/** Changes of the repository that land, and that an agent rolls out; in this order, and after everything else. */
export const HARMLESS_LANDINGS: readonly HarmlessChange[] = landings();
