import { type ReactElement, type RefObject, useMemo } from 'react';
import { ITEM_STATES } from '../../../../src/model/review.ts';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { useAddress } from '../../kit/address.ts';
import { Choice, Segments } from '../../kit/segments.tsx';
import { type Grouping, valuesOf } from './filter.ts';
import type { Whose } from './use-items.ts';
import { placeWords, principalWords } from './words.ts';

interface ToolbarProps {
  readonly items: readonly ListedItem[];
  readonly whose: Whose;
  /** Is any of it the reader’s to review? */
  readonly reviews: boolean;
  readonly wide: boolean;
  readonly by: Grouping;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Back from the search to the items. */
  readonly leave: () => void;
}

const BY = [
  ['none', 'By danger'],
  ['person', 'Person'],
  ['role', 'Role'],
  ['namespace', 'Namespace'],
] as const;

/** Which of the items, and in which order; the address holds it all but the words that are searched for. */
export function Toolbar({
  items,
  whose,
  reviews,
  wide,
  by,
  text,
  setText,
  field,
  leave,
}: ToolbarProps): ReactElement {
  const { search, setSearch } = useAddress();
  const { present, namespaces, people } = useMemo(
    () => ({
      present: new Set(items.map(({ state }) => state)),
      namespaces: valuesOf(items, ({ namespace }) => placeWords(namespace)),
      people: valuesOf(items, ({ principal }) => principalWords(principal)),
    }),
    [items],
  );
  const filters = (
    <>
      <Segments<Grouping>
        label="Grouped by"
        value={by}
        options={BY}
        choose={(value) => setSearch({ by: value === 'none' ? undefined : value })}
      />
      <Choice
        label="State"
        all="All states"
        value={search['state'] ?? ''}
        options={ITEM_STATES.filter((one) => present.has(one) || one === search['state'])}
        choose={(value) => setSearch({ state: value })}
      />
      <Choice
        label="Namespace"
        all="All namespaces"
        value={search['namespace'] ?? ''}
        options={namespaces}
        choose={(value) => setSearch({ namespace: value })}
      />
      <Choice
        label="Who"
        all="Everybody"
        value={search['person'] ?? ''}
        options={people}
        choose={(value) => setSearch({ person: value })}
      />
    </>
  );
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2 [&_select]:max-w-40">
      {reviews ? (
        <Segments<Whose>
          label="Whose"
          value={whose}
          options={[
            ['mine', 'Mine'],
            ['all', 'All'],
          ]}
          choose={(value) => setSearch({ whose: value })}
        />
      ) : null}
      {wide ? filters : null}
      <input
        ref={field}
        type="search"
        aria-label="Search the items"
        placeholder="Search"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          if (event.key === 'Escape') setText('');
          leave();
        }}
        className="min-h-8 min-w-40 flex-1 rounded-md border border-line-strong/60 bg-surface px-2.5 text-sm placeholder:text-dim"
      />
      {wide ? null : (
        <details className="w-full">
          <summary className="text-sm text-dim">Filters</summary>
          <div className="mt-2 flex flex-wrap items-center gap-2">{filters}</div>
        </details>
      )}
    </div>
  );
}
