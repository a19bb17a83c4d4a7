import { useRouterState } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react';
import { Link } from '../kit/link.tsx';
import { SCREENS } from '../screens.ts';
import { Keys } from './keys.tsx';
import { LiveMark } from './live-mark.tsx';
import { Mark } from './mark.tsx';
import { Reader } from './reader.tsx';

/** Navigation beside the page; above and below it where the window is narrow. */
export function Frame({ children }: { readonly children: ReactNode }): ReactElement {
  const place = useRef<HTMLElement>(null);
  useFocusOfNewPages(place);
  return (
    <div className="md:grid md:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        Skip to the page
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-5 border-r border-line bg-sunken/60 p-3 md:flex">
        <Brand />
        <nav aria-label="Screens" className="flex flex-col gap-0.5">
          <Entries
            className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm font-medium text-dim no-underline hover:bg-sunken hover:text-text aria-[current]:bg-accent-soft aria-[current]:text-accent"
            size={16}
          />
        </nav>
        <div className="mt-auto space-y-3">
          <LiveMark />
          <Reader />
        </div>
      </aside>
      <header className="sticky top-0 z-20 flex items-center justify-between gap-3 border-b border-line bg-bg/95 px-3.5 py-2 backdrop-blur md:hidden">
        <Brand />
        <div className="flex items-center gap-2">
          <LiveMark />
          <Reader />
        </div>
      </header>
      <main
        id="page"
        ref={place}
        tabIndex={-1}
        className="min-w-0 px-4 pt-5 pb-24 outline-none md:px-8 md:pt-7 md:pb-12 xl:has-[[data-beside]]:pr-[28.5rem]"
      >
        <div className="mx-auto max-w-6xl">{children}</div>
      </main>
      <nav
        aria-label="Screens"
        className="fixed inset-x-0 bottom-0 z-20 flex justify-around border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <Entries
          className="flex min-w-0 flex-1 flex-col items-center gap-0.5 px-1 py-2 text-2xs font-medium text-dim no-underline aria-[current]:text-accent"
          size={19}
        />
      </nav>
      <Keys />
    </div>
  );
}

function Brand(): ReactElement {
  return (
    <Link
      to="/"
      aria-label="Mainward, first page"
      className="flex items-center gap-2 rounded-md px-1.5 py-1 no-underline"
    >
      <Mark />
      <span className="text-base font-semibold tracking-tight text-text">Mainward</span>
    </Link>
  );
}

function Entries({ className, size }: { readonly className: string; readonly size: number }): ReactElement[] {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return SCREENS.map(({ label, icon: Icon, pages: [{ path: to }] }) => {
    const here = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
    return (
      <Link key={to} to={to} className={className} {...(here ? { 'aria-current': 'page' as const } : {})}>
        <Icon aria-hidden size={size} strokeWidth={2} />
        <span className="truncate">{label}</span>
      </Link>
    );
  });
}

/** Whoever goes to another page by keyboard or screen reader is at its beginning. */
function useFocusOfNewPages(place: React.RefObject<HTMLElement | null>): void {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const first = useRef(path);
  useEffect(() => {
    if (first.current === path) return;
    first.current = path;
    place.current?.focus({ preventScroll: true });
  }, [path, place]);
}
