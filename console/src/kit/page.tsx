import { type ReactElement, type ReactNode, useEffect } from 'react';
import { Command } from './copy.tsx';

interface PageProps {
  /** Of the browser's window, too. */
  readonly title: string;
  /** Beside the title. */
  readonly marks?: ReactNode;
  /** One sentence about what this is. */
  readonly lead?: ReactNode;
  /** The same on the command line. */
  readonly command?: string | undefined;
  /** Above the title. */
  readonly above?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its header, and what it holds. */
export function PageFrame({
  title,
  marks,
  lead,
  command,
  above,
  actions,
  children,
}: PageProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · Mainward`;
  }, [title]);
  return (
    <>
      <header className="mb-6 space-y-2.5">
        {above === undefined ? null : <div className="text-sm text-dim">{above}</div>}
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1
              tabIndex={-1}
              className="min-w-0 text-2xl leading-tight font-semibold tracking-tight wrap-anywhere outline-none"
            >
              {title}
            </h1>
            {marks}
          </div>
          {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </div>
        {lead === undefined ? null : <p className="max-w-[72ch] text-dim">{lead}</p>}
        {command === undefined ? null : (
          <div className="flex">
            <Command text={command} />
          </div>
        )}
      </header>
      {children}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page. */
export function Section({ title, aside, children }: SectionProps): ReactElement {
  return (
    <section aria-label={title} className="mt-8 first:mt-0">
      <div className="mb-2.5 flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** A surface that holds one thing. */
export function Card({
  children,
  className = '',
}: {
  readonly children: ReactNode;
  readonly className?: string;
}): ReactElement {
  return <div className={`rounded-lg border border-line bg-surface ${className}`}>{children}</div>;
}

/** Names and what they are, in two columns. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [name: string, value: ReactNode] | undefined)[];
}): ReactElement {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-sm">
      {rows.map((row) =>
        row === undefined ? null : (
          <div key={row[0]} className="contents">
            <dt className="text-dim">{row[0]}</dt>
            <dd className="min-w-0 wrap-anywhere">{row[1]}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
