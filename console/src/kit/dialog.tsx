import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactElement, ReactNode, RefObject } from 'react';

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly setOpen: (open: boolean) => void;
  readonly children: ReactNode;
  /** What has the focus at first; absent = the first that can have it. */
  readonly start?: RefObject<HTMLElement | null> | undefined;
  /** Where the focus goes afterwards; absent = back to where it was. */
  readonly back?: (() => HTMLElement | null) | undefined;
  /** Buttons; the last is what is meant. */
  readonly actions: ReactNode;
}

/** Something that has to be answered, or read, before anything else. */
export function Dialog({ open, title, setOpen, children, start, back, actions }: DialogProps): ReactElement {
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-shade" />
        <Base.Popup
          {...(start === undefined ? {} : { initialFocus: start })}
          {...(back === undefined ? {} : { finalFocus: back })}
          className="fixed top-1/2 left-1/2 z-40 max-h-[calc(100dvh-2rem)] w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-xl border border-line bg-raised p-5 shadow-xl outline-none"
        >
          <Base.Title className="text-lg font-semibold">{title}</Base.Title>
          <div className="mt-3 text-sm">{children}</div>
          <div className="mt-5 flex flex-wrap justify-end gap-2">{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
