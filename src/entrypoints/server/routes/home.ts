import * as z from 'zod';
import { findChange, listChanges } from '../../../flows/changes/changes.ts';
import { traceTarget } from '../../../flows/trace/trace.ts';
import { renderChangePage } from '../../../reports/pages/change.ts';
import { renderHomePage, renderSignedOutPage } from '../../../reports/pages/home.ts';
import { renderPassportPage } from '../../../reports/pages/passport.ts';
import { PAGE_STYLE } from '../../../reports/pages/style.ts';
import { headline } from '../../../reports/sentence.ts';
import { ANY_ROLE, hasRole, READS_EVERYTHING } from '../access.ts';
import { type Route, route } from '../route.ts';
import { visible } from './changes.ts';
import { wholeNumber } from './fields.ts';
import { maySee, visiblePassport } from './passport.ts';

const SHOWN_CHANGES = 20;

/** The plain first page. */
export const HOME: readonly Route[] = [
  route({
    method: 'GET',
    path: '/',
    summary: 'The first page.',
    access: 'public',
    replies: { 200: { kind: 'page', description: 'A way to sign in, or what the reader may see.' } },
    async handle({ who }, { signIn, ledger, answer }) {
      if (who === undefined) return { status: 200, page: renderSignedOutPage(signIn !== undefined) };
      const report = hasRole(who, READS_EVERYTHING) ? answer.latest() : undefined;
      const changes = hasRole(who, ANY_ROLE) ? await listChanges(ledger, SHOWN_CHANGES) : [];
      const said = report === undefined ? {} : { answer: headline(report.quorum) };
      return { status: 200, page: renderHomePage(who, { ...said, changes }) };
    },
  }),
  route({
    method: 'GET',
    path: '/changes/:id',
    summary: 'The page of one change.',
    access: ANY_ROLE,
    params: z.strictObject({ id: wholeNumber(0, Number.MAX_SAFE_INTEGER) }),
    replies: { 200: { kind: 'page', description: 'The change, as far as the reader’s roles go.' } },
    async handle({ params, who }, { ledger }) {
      const change = visible(await findChange(ledger, params.id), who);
      const { repository, commit, proposal } = change;
      const { passport } = await traceTarget(
        {
          repository,
          object: null,
          ...(commit === undefined ? {} : { commit }),
          ...(proposal === undefined ? {} : { proposal }),
        },
        ledger,
      );
      if (!maySee(passport, who)) return { status: 200, page: renderChangePage(who, change) };
      return { status: 200, page: renderPassportPage(who, visiblePassport(passport, who)) };
    },
  }),
  route({
    method: 'GET',
    path: '/style.css',
    summary: 'The style of all pages.',
    access: 'public',
    replies: { 200: { kind: 'bytes', mediaType: 'text/css; charset=utf-8', description: 'CSS.' } },
    handle: () => ({
      status: 200,
      bytes: new TextEncoder().encode(PAGE_STYLE),
      headers: { 'cache-control': 'public, max-age=3600' },
    }),
  }),
];
