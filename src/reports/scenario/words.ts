import type { Answerer, Reach, ReplayPart, ReplayRun, ScenarioName, Way } from '../../model/scenario.ts';

/** What has fallen into an attacker's hands. */
export const ATTACKS: Readonly<Record<ScenarioName, string>> = {
  'compromised-developer':
    'a developer’s session is phished and their signing key stolen; their role in the cluster lets helpers in',
  'compromised-action': 'an action of somebody else’s, in a job that validates pull requests, is hostile',
  leaver: 'somebody who left kept their key; their accounts on the forge and in the cluster were forgotten',
};

export const ANSWERERS: Readonly<Record<Answerer, string>> = {
  gate: 'the gate',
  broker: 'the broker',
  source: 'the verified source',
  admission: 'admission',
  guard: 'the guard',
  'api-server': 'the API server',
};

const REACHED: Readonly<Record<Reach, string>> = {
  nothing: 'nowhere',
  proposed: 'proposed',
  landed: 'landed',
  credential: 'held a credential that writes',
  'handed-over': 'handed to the agent',
  live: 'live',
};

const WAYS: Readonly<Record<Way, string>> = {
  git: 'through Git',
  pipeline: 'through the pipeline',
  'by-hand': 'by hand',
};

/** How far it went: `live, and stays, by hand`, `live for 40 ms`, `landed`. */
export function reachOf({ reach, stays, liveFor, steps }: ReplayRun): string {
  if (stays) {
    const live = steps.findLast((step) => step.outcome === 'done' && step.reach === 'live');
    return `live, and stays${live === undefined ? '' : `, ${WAYS[live.way]}`}`;
  }
  if (reach === 'live' && liveFor !== null) return `live for ${Math.max(1, Math.round(liveFor))} ms`;
  return REACHED[reach];
}

export function configurationOf(without: readonly ReplayPart[], all: number): string {
  if (without.length === 0) return 'everything on';
  return without.length === all ? 'everything off' : `without ${without.join(', ')}`;
}
