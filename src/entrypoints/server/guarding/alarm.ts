import type { FastifyBaseLogger } from 'fastify';
import type { Alarm } from '../../../flows/guard/alarm.ts';
import type { ObjectRef } from '../../../model/ledger.ts';

/** Says it in the log, as errors: whoever is called for those hears of it. */
export function loggedAlarm(logger: FastifyBaseLogger): Alarm {
  return {
    sound(alert) {
      switch (alert.kind) {
        case 'drift': {
          const { kind: _, object, ...told } = alert;
          logger.error({ ...told, object: titleOf(object) }, 'a cluster is not as Git says');
          return;
        }
        case 'held': {
          const { kind: _, held, ...told } = alert;
          logger.error(told, held ? 'the guard takes nothing back' : 'the guard goes on');
          return;
        }
        case 'failed': {
          const { kind: _, cause, ...told } = alert;
          logger.error({ ...told, err: cause }, 'the guard failed at a step, and tries again');
        }
      }
    },
  };
}

function titleOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
