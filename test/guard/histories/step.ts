import fc from 'fast-check';
import { CHANGES, COMMITS, HARMLESS, ROGUES, SHRUNK } from './pool.ts';

/** What happens in a history. `which` is an index into what there is to choose from. */
export type Event =
  | {
      readonly do: 'make' | 'unmake' | 'harmless' | 'change' | 'remove' | 'touch' | 'commit' | 'shrink';
      readonly which: number;
    }
  | { readonly do: 'roll' | 'finalize' | 'adminsGone' | 'adminsBack' | 'tier' }
  | {
      readonly do: 'agent' | 'ledger' | 'watch' | 'cluster' | 'pause';
      readonly works: boolean;
      readonly how: number;
    }
  | { readonly do: 'git'; readonly is: 'verified' | 'unverified' | 'unreadable' | 'unconfirmed' }
  | { readonly do: 'start' | 'stop'; readonly guard: number }
  | { readonly do: 'wait'; readonly milliseconds: number };

const one = (kind: Extract<Event, { which: number }>['do'], most: number) =>
  fc.nat(most - 1).map((which): Event => ({ do: kind, which }));
const onOff = (kind: 'agent' | 'ledger' | 'watch' | 'cluster' | 'pause') =>
  fc.tuple(fc.boolean(), fc.nat(1)).map(([works, how]): Event => ({ do: kind, works, how }));

/** What can go on in a cluster that nobody has to look at. */
const quiet: readonly fc.WeightedArbitrary<Event>[] = [
  { weight: 3, arbitrary: one('harmless', HARMLESS.length) },
  { weight: 3, arbitrary: one('touch', 5) },
  { weight: 3, arbitrary: one('commit', 4) },
  { weight: 4, arbitrary: fc.constant<Event>({ do: 'roll' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Event>(
      { do: 'start', guard: 0 },
      { do: 'start', guard: 1 },
      { do: 'stop', guard: 1 },
    ),
  },
  { weight: 1, arbitrary: onOff('watch') },
  { weight: 1, arbitrary: onOff('ledger') },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(0, 400, 3_000, 10_000)
      .map((milliseconds): Event => ({ do: 'wait', milliseconds })),
  },
];

const anything: readonly fc.WeightedArbitrary<Event>[] = [
  ...quiet,
  { weight: 8, arbitrary: one('make', ROGUES.length) },
  { weight: 2, arbitrary: one('unmake', ROGUES.length) },
  { weight: 6, arbitrary: one('change', CHANGES.length) },
  { weight: 2, arbitrary: one('remove', 9) },
  { weight: 2, arbitrary: one('commit', COMMITS.length) },
  { weight: 2, arbitrary: one('shrink', SHRUNK.length) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Event>(
      { do: 'adminsGone' },
      { do: 'adminsBack' },
      { do: 'tier' },
      { do: 'finalize' },
    ),
  },
  { weight: 2, arbitrary: fc.constant<Event>({ do: 'change', which: CHANGES.length - 1 }) },
  { weight: 3, arbitrary: onOff('agent') },
  { weight: 2, arbitrary: onOff('watch') },
  { weight: 1, arbitrary: onOff('cluster') },
  { weight: 1, arbitrary: onOff('pause') },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('verified' as const, 'unverified' as const, 'unreadable' as const, 'unconfirmed' as const)
      .map((is): Event => ({ do: 'git', is })),
  },
  { weight: 2, arbitrary: fc.constantFrom(0, 1).map((guard): Event => ({ do: 'stop', guard })) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1).map((guard): Event => ({ do: 'start', guard })) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(70_000, 1_200_000)
      .map((milliseconds): Event => ({ do: 'wait', milliseconds })),
  },
];

export const quietHistories: fc.Arbitrary<readonly Event[]> = fc.array(fc.oneof(...quiet), {
  minLength: 4,
  maxLength: 14,
});
export const histories: fc.Arbitrary<readonly Event[]> = fc.array(fc.oneof(...anything), {
  minLength: 6,
  maxLength: 24,
});
