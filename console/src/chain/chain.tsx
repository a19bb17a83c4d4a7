import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import type { Tone } from '../kit/badge.tsx';
import { ExactTime, Time } from '../kit/time.tsx';
import { EntryLinks } from './entry-links.tsx';

/** One link of a chain of custody. */
export interface ChainLink {
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  /** `dim` where it is not there yet. */
  readonly tone: Tone;
  /** RFC 3339. */
  readonly at?: string | undefined;
  /** Beside the title. */
  readonly mark?: ReactNode;
  readonly body: ReactNode;
  /** Indexes of the entries that say so. */
  readonly entries: readonly number[];
}

const DOTS: Readonly<Record<Tone, string>> = {
  good: 'border-good bg-good-soft text-good',
  bad: 'border-bad bg-bad-soft text-bad',
  open: 'border-open bg-open-soft text-open',
  accent: 'border-accent bg-accent-soft text-accent',
  dim: 'border-dashed border-line-strong bg-bg text-dim',
};

/** The links of a chain, from the first to what is live. */
export function Chain({ links }: { readonly links: readonly ChainLink[] }): ReactElement {
  return (
    <ol className="relative">
      {links.map(({ id, title, icon: Icon, tone, at, mark, body, entries }, index) => (
        <li key={id} className="relative flex gap-4 pb-6 last:pb-0">
          {index === links.length - 1 ? null : (
            <span aria-hidden className="absolute top-8 bottom-0 left-[0.9375rem] w-px bg-line" />
          )}
          <span
            aria-hidden
            className={`flex size-8 shrink-0 items-center justify-center rounded-full border ${DOTS[tone]}`}
          >
            <Icon size={15} />
          </span>
          <div className="min-w-0 flex-1 pt-1">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h3 className={`font-semibold ${tone === 'dim' ? 'text-dim' : ''}`}>{title}</h3>
              {mark}
              <span className="text-xs text-dim md:ml-auto">
                {at === undefined ? null : (
                  <>
                    <ExactTime at={at} /> · <Time at={at} />
                  </>
                )}
              </span>
            </div>
            <div className="mt-1 text-sm wrap-anywhere">{body}</div>
            <EntryLinks entries={entries} />
          </div>
        </li>
      ))}
    </ol>
  );
}
