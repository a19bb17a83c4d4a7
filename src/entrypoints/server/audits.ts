import { AuditIntake, type AuditReceiver, type IntakePorts } from '../../flows/guard/audit/intake.ts';
import { meaningOfAnswer } from '../../flows/guard/audit/meaning.ts';
import type { GuardConfig } from './config/config.ts';

/** What takes the audit log of each guarded cluster that sends one, by its name. */
export function auditsOf(
  guards: readonly GuardConfig[],
  ports: Omit<IntakePorts, 'meaningOf'>,
): ReadonlyMap<string, AuditReceiver> {
  return new Map(
    guards.flatMap(({ cluster, audit }) =>
      audit === undefined
        ? []
        : [
            [
              cluster,
              new AuditIntake(cluster, audit.tokenSha256, { ...ports, meaningOf: meaningOfAnswer }),
            ] as const,
          ],
    ),
  );
}
