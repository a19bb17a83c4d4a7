import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import type { ReviewVerdict } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { reviewItemQuery } from '../../api/reviews.ts';
import { Drawer } from '../../kit/drawer.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import type { Draft } from './drafts.ts';
import { Known } from './known.tsx';

interface EvidenceProps {
  readonly campaign: string;
  /** Of the item; absent where none is looked at. */
  readonly id: string | undefined;
  readonly wide: boolean;
  readonly close: () => void;
  readonly lock: (one: ListedItem) => string | undefined;
  readonly draft: (id: string) => Draft | undefined;
  readonly decide: (verdict: ReviewVerdict, item: ListedItem) => void;
  /** Goes to another item. */
  readonly show: (id: string) => void;
}

const TITLE = 'What is known of it';

/** What a reviewer wants to know of an item: beside the list, or over it where there is no room. */
export function Evidence({ id, wide, close, ...rest }: EvidenceProps): ReactElement | null {
  const settled = useSettled(id);
  const about = settled === undefined ? null : <Of id={settled} {...rest} />;
  if (!wide)
    return (
      <Drawer open={id !== undefined} title={TITLE} close={close}>
        {about}
      </Drawer>
    );
  return id === undefined ? null : <Beside close={close}>{about}</Beside>;
}

function Beside({
  close,
  children,
}: {
  readonly close: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <aside
      data-beside
      aria-label={TITLE}
      className="fixed inset-y-0 right-0 z-20 flex w-[27rem] max-w-[50vw] flex-col border-l border-line bg-bg shadow-xl"
    >
      <div className="flex items-center justify-between gap-3 border-b border-line px-5 py-3">
        <h2 className="text-lg font-semibold">{TITLE}</h2>
        <button
          type="button"
          aria-label="Close"
          onClick={close}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-dim hover:bg-sunken hover:text-text"
        >
          <X aria-hidden size={17} />
        </button>
      </div>
      <div
        role="region"
        aria-label="Evidence"
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-5 py-4"
      >
        {children}
      </div>
    </aside>
  );
}

type OfProps = Omit<EvidenceProps, 'id' | 'wide' | 'close'> & { readonly id: string };

function Of({ campaign, id, lock, draft, decide, show }: OfProps): ReactElement {
  const { data, error, refetch } = useQuery(reviewItemQuery(campaign, id));
  if (data !== undefined)
    return <Known of={data} lock={lock(data.item)} draft={draft(id)} decide={decide} show={show} />;
  return error === null ? <Loading lines={8} /> : <Failure error={error} retry={() => void refetch()} />;
}

/** Milliseconds that somebody has to stay with an item before it is asked about. */
const STAYS = 120;

function useSettled(id: string | undefined): string | undefined {
  const [settled, setSettled] = useState(id);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(id), STAYS);
    return () => clearTimeout(timer);
  }, [id]);
  return id === undefined ? undefined : settled;
}
