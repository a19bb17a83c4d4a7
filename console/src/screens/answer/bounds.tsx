import type { ReactElement } from 'react';
import type { AnswerCutDocument, AnswerDocument } from '../../../../src/model/answer-view.ts';
import type { AnswerQuorum } from '../../../../src/model/cut.ts';
import { EFFECTS, type Effect, ROUTES, type Route } from '../../../../src/model/graph.ts';
import { EFFECT_WORDS, intervalOf, keyOf, ROUTE_WORDS } from './words.ts';

interface BoundsProps {
  readonly before: AnswerDocument;
  readonly after: AnswerCutDocument | undefined;
  readonly chosen: string;
  readonly choose: (key: string) => void;
}

/** The smallest number of people for each environment, route and effect; one of them is looked at. */
export function Bounds({ before, after, chosen, choose }: BoundsProps): ReactElement {
  const targets = [...new Set(before.quorum.map(({ target }) => target))];
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {targets.map((target) => (
        <div key={target} className="rounded-lg border border-line bg-surface p-3">
          <table className="w-full border-separate border-spacing-1 text-sm">
            <caption className="px-1 pb-1 text-left text-base font-semibold">{target}</caption>
            <thead>
              <tr>
                <td />
                {EFFECTS.map((effect) => (
                  <th key={effect} scope="col" className="px-1 text-left text-xs font-medium text-dim">
                    {EFFECT_WORDS[effect]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {ROUTES.map((route) => (
                <tr key={route}>
                  <th
                    scope="row"
                    className="w-px px-1 text-left text-xs font-medium text-dim sm:whitespace-nowrap"
                  >
                    {ROUTE_WORDS[route]}
                  </th>
                  {EFFECTS.map((effect) => (
                    <td key={effect}>
                      <Bound
                        was={find(before.quorum, target, route, effect)}
                        is={after === undefined ? undefined : find(after.after.quorum, target, route, effect)}
                        chosen={chosen}
                        choose={choose}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </div>
  );
}

function find(
  quorum: readonly AnswerQuorum[],
  target: string,
  route: Route,
  effect: Effect,
): AnswerQuorum | undefined {
  return quorum.find((one) => one.target === target && one.route === route && one.effect === effect);
}

interface BoundProps {
  readonly was: AnswerQuorum | undefined;
  readonly is: AnswerQuorum | undefined;
  readonly chosen: string;
  readonly choose: (key: string) => void;
}

function Bound({ was, is, chosen, choose }: BoundProps): ReactElement | null {
  if (was === undefined) return null;
  const key = keyOf(was);
  const before = intervalOf(was, was.paths.length > 0);
  const after = is === undefined ? before : intervalOf(is, is.paths.length > 0);
  return (
    <button
      type="button"
      aria-pressed={key === chosen}
      data-bound={key}
      onClick={() => choose(key)}
      className="flex w-full flex-wrap items-baseline gap-x-1.5 rounded-md border border-line px-2.5 py-1.5 text-left hover:border-accent aria-pressed:border-accent aria-pressed:bg-accent-soft"
    >
      {before === after ? null : (
        <>
          <s className="text-dim">{before}</s>
          <span className="text-dim">
            <span aria-hidden>→</span>
            <span className="sr-only">now</span>
          </span>
        </>
      )}
      <span className={`text-lg leading-6 font-semibold whitespace-nowrap tabular-nums ${toneOf(is ?? was)}`}>
        {after}
      </span>
      <span className="text-xs text-dim">{wordOf(is ?? was)}</span>
    </button>
  );
}

function toneOf({ atMost, atLeast }: AnswerQuorum): string {
  if (atMost !== null && atMost <= 1) return 'text-bad';
  return atLeast >= 2 ? 'text-good' : 'text-open';
}

function wordOf({ atLeast, atMost, paths }: AnswerQuorum): string {
  if (atMost === 0) return 'an outsider can';
  if (atMost === 1) return 'one alone can';
  if (atLeast > 0 && paths.length === 0) return 'no way found';
  return atLeast >= 2 ? 'people' : 'not all was seen';
}
