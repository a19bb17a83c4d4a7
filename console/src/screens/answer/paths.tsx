import { Route as RouteIcon } from 'lucide-react';
import { type ReactElement, useDeferredValue, useMemo, useState } from 'react';
import type { Answer, AnswerQuorum, AnswerStep } from '../../../../src/model/cut.ts';
import { Empty } from '../../kit/empty.tsx';
import { useMedia, WIDE } from '../../kit/media.ts';
import { Section } from '../../kit/page.tsx';
import { Segments } from '../../kit/segments.tsx';
import { Canvas } from './canvas.tsx';
import { List } from './list.tsx';
import { type DrawnPath, drawnPaths, type PictureNode, pictureOf, sizeOf } from './picture.ts';
import { Chosen } from './step.tsx';
import { counted, keyOf } from './words.ts';

/** So many steps of a lane are drawn by themselves at first. */
const MOST = 9;

interface PathsProps {
  readonly before: Answer;
  readonly after: Answer | undefined;
  readonly of: AnswerQuorum;
  readonly cut: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
}

const WHICH = [
  ['strongest', 'Fewest people'],
  ['all', 'All'],
] as const;
const VIEWS = [
  ['lanes', 'Lanes'],
  ['table', 'List'],
] as const;

/** The paths to one target, as lanes or as a list. */
export function Paths({ before, after, of, cut, toggle }: PathsProps): ReactElement {
  const [which, setWhich] = useState<'strongest' | 'all'>('strongest');
  const [view, setView] = useState<'lanes' | 'table'>('lanes');
  const [most, setMost] = useState(MOST);
  const [selected, setSelected] = useState<string>();
  const wide = useMedia(WIDE);
  const paths = useMemo(
    () =>
      drawnPaths(
        { quorum: of, steps: byId(before) },
        after === undefined
          ? undefined
          : { quorum: after.quorum.find((one) => keyOf(one) === keyOf(of)), steps: byId(after) },
      ),
    [before, after, of],
  );
  const shown = useMemo(() => (which === 'all' ? paths : strongest(paths)), [paths, which]);
  const picture = useDeferredValue(useMemo(() => pictureOf(shown, most), [shown, most]));
  const step = shown.flatMap(({ steps }) => steps).find(({ id }) => id === selected);
  const choose = (node: PictureNode): void => {
    if (node.step === undefined) setMost((now) => now + node.count);
    else pick(node.step);
  };
  const pick = (one: AnswerStep): void => {
    setSelected(one.id);
    const [only, ...others] = one.cuts;
    if (only !== undefined && others.length === 0) toggle(only);
  };
  if (paths.length === 0)
    return (
      <Section title="Paths">
        <Empty icon={RouteIcon} title="No path was found">
          {of.open.length === 0
            ? 'Everything that could lead there was seen.'
            : `But not everything was seen: ${of.open[0] ?? ''}.`}
        </Empty>
      </Section>
    );
  return (
    <Section
      title="Paths"
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <Segments label="Which paths" value={which} options={WHICH} choose={setWhich} />
          {wide ? (
            <Segments label="How they are shown" value={view} options={VIEWS} choose={setView} />
          ) : null}
        </div>
      }
    >
      <p className="mb-2 text-sm text-dim">{summary(shown, paths)}</p>
      {wide && view === 'lanes' ? (
        <Canvas picture={picture} target={of.target} selected={selected} cut={cut} choose={choose} />
      ) : (
        <List paths={shown} cut={cut} selected={selected} pick={pick} />
      )}
      {step === undefined ? null : (
        <Chosen
          step={step}
          cuts={(after ?? before).cuts.concat(before.cuts)}
          cut={cut}
          toggle={toggle}
          close={() => setSelected(undefined)}
        />
      )}
      {of.open.length === 0 ? null : <Open of={of.open} />}
    </Section>
  );
}

function byId({ steps }: Answer): ReadonlyMap<string, AnswerStep> {
  return new Map(steps.map((step) => [step.id, step]));
}

/** Those that take the fewest people, before and after. */
function strongest(paths: readonly DrawnPath[]): readonly DrawnPath[] {
  const alive = paths.filter(({ fallen }) => !fallen).map(({ path }) => sizeOf(path));
  const all = paths.map(({ path }) => sizeOf(path));
  const most = Math.max(Math.min(...alive), Math.min(...all));
  return paths.filter(({ path }) => sizeOf(path) <= most);
}

function summary(shown: readonly DrawnPath[], all: readonly DrawnPath[]): string {
  const fallen = shown.filter((one) => one.fallen).length;
  const assumed = shown.filter(({ path, fallen: gone }) => !gone && path.assumed.length > 0).length;
  return [
    `${counted(shown.length, 'path', 'paths')}${shown.length < all.length ? ` of ${all.length}` : ''}.`,
    ...(fallen > 0 ? [`${fallen} gone by the cuts.`] : []),
    ...(assumed > 0
      ? [`${assumed} ${assumed === 1 ? 'rests' : 'rest'} on something that was not seen (dashed).`]
      : []),
    'A step with scissors can be cut.',
  ].join(' ');
}

function Open({ of }: { readonly of: readonly string[] }): ReactElement {
  return (
    <details className="mt-3 rounded-lg border border-line bg-surface px-4 py-2.5 text-sm">
      <summary className="font-medium">
        {counted(of.length, 'thing was', 'things were')} not seen, and may hide a shorter path
      </summary>
      <ul className="mt-2 list-disc space-y-1 pl-4 text-dim wrap-anywhere">
        {of.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  );
}
