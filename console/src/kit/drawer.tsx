import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

interface DrawerProps {
  readonly open: boolean;
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

/** Something about one row, beside the rows; over all of a narrow window. */
export function Drawer({ open, title, close, children }: DrawerProps): ReactElement {
  return (
    <Dialog.Root open={open} onOpenChange={(isOpen) => (isOpen ? undefined : close())}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-shade" />
        <Dialog.Popup className="fixed inset-y-0 right-0 z-40 flex w-full max-w-[36rem] animate-[slide-in_160ms_ease-out] flex-col border-l border-line bg-bg shadow-2xl outline-none">
          <div className="flex items-center justify-between gap-3 border-b border-line px-5 py-3">
            <Dialog.Title className="min-w-0 text-lg font-semibold wrap-anywhere">{title}</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-dim hover:bg-sunken hover:text-text"
            >
              <X aria-hidden size={17} />
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
