import { Toast } from '@base-ui/react/toast';
import { TriangleAlert, X } from 'lucide-react';
import { type ReactElement, useEffect } from 'react';
import type { LedgerEntry } from '../../../src/model/ledger.ts';
import { useLive } from '../api/live.ts';
import { objectWords } from '../chain/words.ts';
import { Link } from '../kit/link.tsx';

const SHOWN_MILLISECONDS = 12_000;

/** Says, on whatever page the reader is, that somebody just changed access round Git, or has some that nobody agreed to. */
export function Alarm(): ReactElement {
  return (
    <Toast.Provider timeout={SHOWN_MILLISECONDS} limit={3}>
      <Hearing />
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-20 z-50 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2 md:bottom-4">
          <Said />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Hearing(): null {
  const { listen } = useLive();
  const { add } = Toast.useToastManager();
  useEffect(
    () =>
      listen(({ index, entry }) => {
        const said = alarmOf(index, entry);
        if (said !== undefined) add(said);
      }),
    [listen, add],
  );
  return null;
}

interface Alarmed {
  readonly title: string;
  readonly description: string;
  readonly data: { readonly to: string };
}

/** What is said of an entry; nothing of those that give nobody more, or what others agreed to. */
export function alarmOf(index: number, entry: LedgerEntry): Alarmed | undefined {
  if (entry.type === 'grant.began')
    return entry.kind === 'break-glass'
      ? {
          title: 'Break-glass: access that nobody agreed to',
          description: `${entry.policy} in ${entry.cluster}`,
          data: { to: '/requests' },
        }
      : undefined;
  if (entry.type !== 'drift.seen' || (entry.effect !== 'grants' && entry.effect !== 'mixed'))
    return undefined;
  return {
    title: 'Access appeared round Git',
    description: `${objectWords(entry.object)} in ${entry.cluster}`,
    data: { to: `/drift/${index}` },
  };
}

function Said(): ReactElement[] {
  const { toasts } = Toast.useToastManager<{ readonly to: string }>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="flex items-start gap-3 rounded-lg border border-line bg-raised p-3.5 shadow-lg data-[limited]:hidden"
    >
      <TriangleAlert aria-hidden size={17} className="mt-0.5 shrink-0 text-bad" />
      <Toast.Content className="min-w-0 flex-1">
        <Toast.Title className="text-sm font-semibold" />
        <p className="text-sm wrap-anywhere">
          <Link to={toast.data?.to ?? '/drift'}>{toast.description}</Link>
        </p>
      </Toast.Content>
      <Toast.Close
        aria-label="Close"
        className="inline-flex size-6 shrink-0 items-center justify-center rounded text-dim hover:bg-sunken"
      >
        <X aria-hidden size={14} />
      </Toast.Close>
    </Toast.Root>
  ));
}
