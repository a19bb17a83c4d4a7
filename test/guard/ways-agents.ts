import { KUSTOMIZATIONS } from '../../src/ports/cluster-kinds.ts';
import { AGENT_SPEC, kustomization } from './ground.ts';
import type { Step } from './step.ts';
import { agent, type Way } from './way.ts';

const leading = (spec: object): Step => ({ do: 'merge', key: agent('production'), body: { spec } });

/** Ways that lead an agent to apply something else, or as somebody else. */
export const AGENT_WAYS: readonly Way[] = [
  {
    name: 'the path of a Kustomization',
    by: 'ann',
    steps: [leading({ path: './clusters/staging' })],
    object: agent('production'),
  },
  {
    name: 'the service account of a Kustomization',
    by: 'ann',
    steps: [leading({ serviceAccountName: null })],
    object: agent('production'),
  },
  {
    name: 'the source of a Kustomization',
    by: 'ann',
    steps: [leading({ sourceRef: { kind: 'GitRepository', name: 'elsewhere' } })],
    object: agent('production'),
  },
  {
    name: 'a new Kustomization',
    by: 'dee',
    steps: [
      {
        do: 'create',
        type: KUSTOMIZATIONS,
        object: kustomization('side-door', { ...AGENT_SPEC, path: './experiments', suspend: true }),
      },
    ],
    object: agent('side-door'),
  },
];
