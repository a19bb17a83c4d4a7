import { join } from 'node:path';
import type { LedgerPlace } from '../../ledger/open.ts';
import type { Invocation } from '../invocation.ts';

/** One action of `mainward log`. */
export interface LogAction {
  /** `<FILE>`: needed, `[INDEX]`: optional, empty: there is none. */
  readonly operand: string;
  /** Which of the options of `log` mean something to it. */
  readonly options: readonly ('log' | 'logKey' | 'origin' | 'trust')[];
  /** It writes `plain` as well. */
  readonly isPlain?: boolean;
  /** Returns the exit code. */
  readonly run: (invocation: Invocation, operand: string) => Promise<number>;
}

/** The ledger that the options name. */
export function placeOf({ options, cwd }: Invocation): LedgerPlace {
  return {
    folder: options.log ?? join(cwd, 'mainward-log'),
    ...(options.logKey === undefined ? {} : { keyFile: options.logKey }),
  };
}
