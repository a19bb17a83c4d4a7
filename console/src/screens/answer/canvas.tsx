import {
  Background,
  Controls,
  type Edge,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { Scissors } from 'lucide-react';
import {
  createContext,
  type KeyboardEvent,
  type ReactElement,
  use,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { Loading } from '../../kit/loading.tsx';
import { NODE } from './elk-graph.ts';
import { layout, type Place } from './layout.ts';
import { END, type Picture, type PictureNode } from './picture.ts';
import { counted, LANES } from './words.ts';

interface CanvasProps {
  readonly picture: Picture;
  readonly target: string;
  readonly selected: string | undefined;
  readonly cut: ReadonlySet<string>;
  readonly choose: (node: PictureNode) => void;
}

interface Shared {
  readonly selected: string | undefined;
  readonly cut: ReadonlySet<string>;
  readonly target: string;
  readonly lit: ReadonlySet<number> | undefined;
  readonly point: (node: PictureNode | undefined) => void;
  readonly choose: (node: PictureNode) => void;
  readonly walk: (event: KeyboardEvent, node: PictureNode) => void;
}

const SharedContext = createContext<Shared | undefined>(undefined);

type StepNode = Node<{ readonly of: PictureNode }, 'step'>;
type LaneNode = Node<{ readonly name: string }, 'lane'>;

const NODE_TYPES = { step: Step, lane: Lane };

/** The paths as lanes. Whoever cannot see or point walks from step to step with the arrows. */
export function Canvas({ picture, target, selected, cut, choose }: CanvasProps): ReactElement {
  const places = usePlaces(picture);
  const [pointed, setPointed] = useState<PictureNode>();
  const nodes = useMemo(
    () => (places === undefined ? [] : [...lanesOf(picture, places), ...stepsOf(picture, places)]),
    [picture, places],
  );
  const lit = pointed?.paths;
  const edges = useMemo(() => picture.edges.map((edge): Edge => edgeOf(edge, lit)), [picture, lit]);
  if (places === undefined) return <Loading label="Laying out the paths" />;
  const walk = (event: KeyboardEvent, node: PictureNode): void => {
    const next = neighbour(event.key, node, picture, places);
    if (next === undefined) return;
    event.preventDefault();
    document.querySelector<HTMLElement>(`[data-step="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <SharedContext value={{ selected, cut, target, lit, point: setPointed, choose, walk }}>
      <div className="@container">
        <div
          className="answer-canvas overflow-hidden rounded-lg border border-line bg-surface"
          style={{ height: heightOf(places) }}
        >
          <ReactFlow
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            fitView
            fitViewOptions={{ padding: 0.02, maxZoom: 1 }}
            minZoom={0.15}
            maxZoom={1.6}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            zoomOnScroll={false}
            panOnScroll
            preventScrolling={false}
            proOptions={{ hideAttribution: true }}
          >
            <Background gap={22} size={1} color="var(--line)" />
            <Controls showInteractive={false} position="bottom-right" orientation="horizontal" />
          </ReactFlow>
        </div>
      </div>
    </SharedContext>
  );
}

/** As high as what is drawn, where it is no wider than there is room, and lower in proportion where it is. */
function heightOf(places: ReadonlyMap<string, Place>): string {
  const all = [...places.values()];
  const height = Math.max(...all.map((one) => one.y + one.height), 120) + 110;
  const width = Math.max(...all.map((one) => one.x + one.width)) + 40;
  return `min(${height}px, ${((100 * height) / width).toFixed(1)}cqw, 90rem)`;
}

function usePlaces(picture: Picture): ReadonlyMap<string, Place> | undefined {
  const [places, setPlaces] = useState<{ readonly of: Picture; readonly at: ReadonlyMap<string, Place> }>();
  useEffect(() => {
    let wanted = true;
    performance.mark('answer-layout-begin');
    const place = async (): Promise<void> => {
      const at = await layout(picture);
      performance.measure('answer-layout', 'answer-layout-begin');
      if (wanted) setPlaces({ of: picture, at });
    };
    place().catch((error: unknown) => reportError(error));
    return () => {
      wanted = false;
    };
  }, [picture]);
  // What was laid out before stays until the next is: it must know every node.
  return places !== undefined && picture.nodes.every(({ id }) => places.at.has(id)) ? places.at : undefined;
}

function stepsOf(picture: Picture, places: ReadonlyMap<string, Place>): readonly StepNode[] {
  return picture.nodes.flatMap((node): StepNode[] => {
    const place = places.get(node.id);
    if (place === undefined) return [];
    const { width, height } = place;
    return [
      {
        id: node.id,
        type: 'step',
        position: { x: place.x, y: place.y },
        data: { of: node },
        width,
        height,
      },
    ];
  });
}

/** A lane for each stage that has a step. */
function lanesOf(picture: Picture, places: ReadonlyMap<string, Place>): readonly LaneNode[] {
  const bottom = Math.max(...[...places.values()].map(({ y, height }) => y + height));
  return LANES.flatMap((name, lane): LaneNode[] => {
    const own = picture.nodes.filter((node) => node.lane === lane && node.id !== END);
    const at = own.flatMap(({ id }) => places.get(id) ?? []);
    if (at.length === 0) return [];
    const left = Math.min(...at.map(({ x }) => x)) - 16;
    const right = Math.max(...at.map(({ x, width }) => x + width)) + 16;
    return [
      {
        id: `lane:${name}`,
        type: 'lane',
        position: { x: left, y: -46 },
        data: { name },
        width: right - left,
        height: bottom + 62,
        zIndex: -1,
        selectable: false,
      },
    ];
  });
}

function edgeOf(edge: Picture['edges'][number], lit: ReadonlySet<number> | undefined): Edge {
  const dim = lit !== undefined && edge.paths.isDisjointFrom(lit);
  const stroke = edge.fallen
    ? 'var(--bad)'
    : lit !== undefined && !dim
      ? 'var(--accent)'
      : 'var(--line-strong)';
  return {
    id: edge.id,
    source: edge.from,
    target: edge.to,
    focusable: false,
    style: {
      stroke,
      strokeWidth: lit !== undefined && !dim ? 2 : 1.4,
      opacity: dim ? 0.15 : edge.fallen ? 0.5 : 1,
      ...(edge.assumed || edge.fallen ? { strokeDasharray: edge.fallen ? '2 5' : '6 5' } : {}),
    },
  };
}

/** The next step along a path, or above and below. */
function neighbour(
  key: string,
  node: PictureNode,
  picture: Picture,
  places: ReadonlyMap<string, Place>,
): string | undefined {
  const along = (list: readonly string[]): string | undefined =>
    list.find((id) => places.has(id) && id !== END);
  if (key === 'ArrowRight')
    return along(picture.edges.filter(({ from }) => from === node.id).map(({ to }) => to));
  if (key === 'ArrowLeft')
    return along(picture.edges.filter(({ to }) => to === node.id).map(({ from }) => from));
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const lane = picture.nodes
    .filter((one) => one.lane === node.lane && one.id !== END)
    .sort((a, b) => (places.get(a.id)?.y ?? 0) - (places.get(b.id)?.y ?? 0));
  const at = lane.findIndex(({ id }) => id === node.id);
  return lane[at + (key === 'ArrowDown' ? 1 : -1)]?.id;
}

function Lane({ data: { name } }: NodeProps<LaneNode>): ReactElement {
  return (
    <div className="h-full rounded-lg bg-sunken/70 px-3 pt-2.5 text-sm font-semibold tracking-wide text-dim uppercase">
      {name}
    </div>
  );
}

function Step({ data: { of } }: NodeProps<StepNode>): ReactElement | null {
  const shared = use(SharedContext);
  if (shared === undefined) return null;
  const { lit } = shared;
  const dim = lit !== undefined && of.paths.isDisjointFrom(lit);
  return (
    <div className={`transition-opacity ${dim ? 'opacity-20' : ''}`} style={{ height: '100%' }}>
      <Handle type="target" position={Position.Left} className="answer-handle" isConnectable={false} />
      <Face of={of} shared={shared} />
      <Handle type="source" position={Position.Right} className="answer-handle" isConnectable={false} />
    </div>
  );
}

function Face({ of, shared }: { readonly of: PictureNode; readonly shared: Shared }): ReactElement {
  if (of.id === END)
    return (
      <div className="flex h-full items-center justify-center rounded-lg border-2 border-accent bg-accent-soft px-3 text-center text-base font-semibold text-accent">
        {shared.target}
      </div>
    );
  const { step } = of;
  const assumed = (step?.assumed.length ?? 0) > 0;
  const isCut = step?.cuts.some((id) => shared.cut.has(id)) === true;
  const line = assumed ? 'border-dashed border-line-strong' : 'border-line-strong/50';
  const chosen = shared.selected === of.id ? 'ring-2 ring-accent' : '';
  return (
    <button
      type="button"
      data-step={of.id}
      aria-pressed={shared.selected === of.id}
      onClick={() => shared.choose(of)}
      onMouseEnter={() => shared.point(of)}
      onMouseLeave={() => shared.point(undefined)}
      onFocus={() => shared.point(of)}
      onBlur={() => shared.point(undefined)}
      onKeyDown={(event) => shared.walk(event, of)}
      className={`nodrag nopan pointer-events-auto flex h-full w-full flex-col justify-center gap-0.5 rounded-lg border px-2.5 py-1.5 text-left shadow-sm hover:border-accent ${line} ${chosen} ${of.fallen ? 'bg-bad-soft' : 'bg-raised'}`}
      style={{ width: NODE.width }}
    >
      <span className="flex min-w-0 items-center gap-1.5 text-sm font-semibold">
        <span className={`min-w-0 flex-1 truncate ${of.fallen ? 'line-through' : ''}`}>
          {step === undefined ? `${of.count} more` : step.from}
        </span>
        {step !== undefined && step.cuts.length > 0 ? (
          <Scissors
            role="img"
            aria-label={isCut ? 'cut' : 'can be cut'}
            size={13}
            className={`shrink-0 ${isCut ? 'text-bad' : 'text-dim'}`}
          />
        ) : null}
      </span>
      <span className={`line-clamp-3 text-xs leading-tight text-dim ${of.fallen ? 'line-through' : ''}`}>
        {step === undefined ? `${counted(of.count, 'step', 'steps')} like these; show them` : step.why}
      </span>
      {of.fallen ? <span className="sr-only">gone</span> : null}
      {assumed ? <span className="sr-only">assumed</span> : null}
    </button>
  );
}
