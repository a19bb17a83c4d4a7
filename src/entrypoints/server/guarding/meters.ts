import type { GuardStatus } from '../../../flows/guard/status.ts';
import { HOLD_CODES } from '../../../model/drift.ts';
import type { Counter, Histogram, Labels, Metrics } from '../metrics/registry.ts';

export interface GuardMeters {
  readonly actions: Counter;
  /** From when an event arrived until the object was to be deleted. */
  readonly seconds: Histogram;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 10, 60];

/** To be made once a table of metrics. `statuses`: of the guards of this process, as they stand. */
export function guardMeters(metrics: Metrics, statuses: () => readonly GuardStatus[]): GuardMeters {
  const read = (name: string, help: string, values: (status: GuardStatus) => Values): void =>
    metrics.read(name, help, () =>
      statuses().flatMap((status) =>
        values(status).map(([labels, value]) => [{ cluster: status.cluster, ...labels }, value] as const),
      ),
    );
  read(
    'mainward_guard_ready',
    '1 once a guard has seen all of its cluster and a verified commit; before that it does nothing.',
    ({ ready }) => [[{}, Number(ready)]],
  );
  read(
    'mainward_guard_recording',
    '1 while a guard can record what it sees; while it cannot it does nothing.',
    ({ recording }) => [[{}, Number(recording)]],
  );
  read('mainward_guard_held', '1 while this keeps a guard from taking anything back.', ({ held }) =>
    HOLD_CODES.map((code) => [{ code }, Number(held.some((one) => one.code === code))] as const),
  );
  read('mainward_guard_drift_open', 'Differences that are not over.', ({ open }) => [[{}, open.length]]);
  return {
    actions: metrics.counter('mainward_guard_actions_total', 'What guards did, by how it ended.'),
    seconds: metrics.histogram(
      'mainward_guard_event_seconds',
      'Seconds from the event of an object until the request that deletes it.',
      SECONDS,
    ),
  };
}

type Values = readonly (readonly [Labels, number])[];
