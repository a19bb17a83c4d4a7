import type { ReactElement } from 'react';

/** The sign of the product. */
export function Mark({ size = 22 }: { readonly size?: number }): ReactElement {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0">
      <path d="M16 2 4 6.5V15c0 7.2 5 12.6 12 15 7-2.400 12-7.800 12-15V6.500z" className="fill-accent" />
      <path
        d="M10 21V11l6 6 6-6v10"
        fill="none"
        strokeWidth="2.6"
        strokeLinejoin="round"
        strokeLinecap="round"
        className="stroke-on-accent"
      />
    </svg>
  );
}
