import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Failure } from './kit/failure.tsx';
import { PageLoading } from './kit/loading.tsx';
import { SCREENS } from './screens.ts';
import { NotThere } from './shell/not-there.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotThere,
  errorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
});

const pages = SCREENS.flatMap((screen) =>
  screen.pages.map(({ path, load }) =>
    createRoute({
      getParentRoute: () => root,
      path: path.replaceAll(':', '$'),
      component: lazyRouteComponent(load, 'Page'),
      pendingComponent: PageLoading,
    }),
  ),
);

/** Whoever comes without knowing where to: the first screen. */
const first = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const [screen] = SCREENS;
    throw redirect({ to: screen.pages[0].path });
  },
});

export const router = createRouter({
  routeTree: root.addChildren(
    SCREENS.some(({ pages: [page] }) => page.path === '/') ? pages : [first, ...pages],
  ),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Addresses are for people: `?cluster=production`, never JSON.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).filter(([, value]) => value !== undefined) as [string, string][],
    ).toString();
    return text === '' ? '' : `?${text}`;
  },
});
