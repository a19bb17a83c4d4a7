import type { ReactElement } from 'react';

/** What is on its way, in the shape that it will have. */
export function Loading({
  lines = 6,
  label = 'Loading',
}: {
  readonly lines?: number;
  readonly label?: string;
}): ReactElement {
  return (
    <div role="status" aria-label={label} className="animate-[appear_300ms_200ms_both] space-y-3 py-2">
      {Array.from({ length: lines }, (_, at) => (
        <div
          key={at}
          className={`h-4 animate-[pulse-soft_1.6s_ease-in-out_infinite] rounded bg-line ${WIDTHS[at % WIDTHS.length] ?? ''}`}
        />
      ))}
    </div>
  );
}

const WIDTHS = ['w-11/12', 'w-3/4', 'w-5/6', 'w-2/3'];

export function PageLoading(): ReactElement {
  return (
    <div className="max-w-3xl">
      <Loading lines={8} />
    </div>
  );
}
