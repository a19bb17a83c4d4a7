import { expect, test } from 'vitest';
import { CLUSTER_ROLES } from '../../../ports/cluster-kinds.ts';
import type { DesiredObject } from '../desired/state.ts';
import type { LiveObject } from '../live/live-state.ts';
import { endingOf } from './ending.ts';
import type { OpenDrift } from './open-drift.ts';

const ref = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'a' };
const object = { apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: 'a' } };
const live = (meaning: string, uid = 'u'): LiveObject => ({
  key: 'k',
  ref,
  type: CLUSTER_ROLES,
  object,
  uid,
  meaning,
});
const git = (meaning: string): DesiredObject => ({ ref, object, meaning });
const added: OpenDrift = {
  key: 'k',
  named: ref,
  object: ref,
  seen: 3,
  change: 'added',
  effect: 'grants',
  danger: 'high',
  repository: 'r',
  commit: 'old',
  uid: 'u',
  meaning: 'rogue',
  seenAt: 0,
  decision: 'delete',
  failures: 0,
  actors: [],
  sources: new Set(),
};
const { uid: _uid, meaning: _meaning, ...gone } = added;
const removed: OpenDrift = { ...gone, change: 'removed' };
const changed: OpenDrift = { ...added, change: 'changed' };

test.each<[string, OpenDrift, LiveObject | undefined, DesiredObject | undefined, string, string]>([
  ['what the guard deleted', { ...added, deletedUid: 'u' }, undefined, undefined, 'old', 'deleted'],
  ['what somebody else deleted', added, undefined, undefined, 'old', 'gone'],
  ['what a commit says by now', added, live('rogue'), git('rogue'), 'new', 'adopted'],
  ['what policy knows by now', added, live('rogue'), undefined, 'new', 'quiet'],
  ['what is as Git has it again', changed, live('git'), git('git'), 'old', 'given-back'],
  [
    'what was deleted and made again',
    { ...changed, deletedUid: 'u' },
    live('git', 'v'),
    git('git'),
    'old',
    'given-back',
  ],
  ['what is another one that says nothing more', changed, live('else'), git('git'), 'old', 'quiet'],
  ['what was removed and is there again', removed, live('git', 'v'), git('git'), 'old', 'given-back'],
  ['what was removed, and from Git since', removed, undefined, undefined, 'new', 'adopted'],
  ['what was removed with its namespace', removed, undefined, git('git'), 'old', 'quiet'],
])('%s', (_, drift, now, desired, commit, how) => {
  expect(endingOf(drift, now, desired, commit)).toBe(how);
});
