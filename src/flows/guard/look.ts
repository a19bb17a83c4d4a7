import { objectKey } from '../../ledger/facets.ts';
import type { Actor } from '../../model/drift.ts';
import type { Decided } from './decide.ts';
import type { DesiredObject, DesiredState } from './desired/state.ts';
import type { Difference } from './live/judge.ts';
import type { LiveObject } from './live/live-state.ts';
import type { OpenDrift } from './recorded/open-drift.ts';

/** Why a look at an object ends before anything is done. */
export type Stop =
  /** Not everything was listed, or no commit is verified. */
  | 'not-ready'
  /** It is another one by now, or may be: it is looked at again. */
  | 'moved'
  /** It is as it should be. */
  | 'quiet'
  /** It is recorded, and there is nothing to do about it now. */
  | 'known'
  /** The ledger cannot be written, so nothing may happen. */
  | 'ledger'
  /** Something failed that should not. */
  | 'defect';

export interface Seen {
  readonly live?: LiveObject;
  readonly drift?: OpenDrift;
}

export interface Wanted {
  readonly state: DesiredState;
  readonly desired?: DesiredObject;
}

export interface Judged {
  readonly actors: readonly Actor[];
  readonly difference: Difference;
}

export interface Chosen {
  readonly decided: Decided;
  /** The open drift that it is already, so that it is not recorded again. */
  readonly same?: OpenDrift;
}

export function versionOf(live: LiveObject | undefined): { readonly resourceVersion?: string } {
  const resourceVersion = live?.version;
  return resourceVersion === undefined ? {} : { resourceVersion };
}

export function agentKey(desired: DesiredObject | undefined): string {
  return desired?.agent === undefined ? '' : objectKey(desired.agent);
}
