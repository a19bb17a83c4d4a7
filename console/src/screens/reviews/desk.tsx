import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ReviewVerdict } from '../../../../src/model/review.ts';
import type { ListedItem, ReviewDocument } from '../../../../src/model/review-document.ts';
import { useSession } from '../../api/session.ts';
import { useAddress } from '../../kit/address.ts';
import { useMedia, WIDE } from '../../kit/media.ts';
import { usePageKeys } from '../../kit/page-keys.ts';
import { Counted } from './counted.tsx';
import { useCursor } from './cursor.ts';
import { Evidence } from './evidence.tsx';
import { filterItems, GROUPINGS, itemsIn, linesOf, stateOf } from './filter.ts';
import { useItemInAddress } from './item-address.ts';
import { KeyHints } from './key-hints.tsx';
import { lockOf } from './lock.ts';
import { Reason } from './reason.tsx';
import { Rows } from './rows.tsx';
import { Sign } from './sign.tsx';
import { SignBar } from './sign-bar.tsx';
import { Toolbar } from './toolbar.tsx';
import { useDeciding } from './use-deciding.ts';
import type { Whose } from './use-items.ts';
import { useSelection } from './use-selection.ts';

interface DeskProps {
  readonly of: ReviewDocument;
  readonly items: readonly ListedItem[];
  readonly whose: Whose;
  /** There are more, which are on their way. */
  readonly more: boolean;
}

/** Where a reviewer works: items, keys, and what there is to know about the one that the keys are about. */
export function Desk({ of, items, whose, more }: DeskProps): ReactElement {
  const { search, setSearch } = useAddress();
  const { person } = useSession();
  const [text, setText] = useState('');
  const find = useRef<HTMLInputElement>(null);
  const { namespace, person: shown } = search;
  const state = stateOf(search['state']);
  const by = GROUPINGS.find((one) => one === search['by']) ?? 'none';
  const lines = useMemo(
    () => linesOf(filterItems(items, { state, namespace, person: shown, text }), by),
    [items, state, namespace, shown, text, by],
  );
  const cursor = useCursor(lines, search['item']);
  const { set, step } = cursor;
  const [open, setOpen] = useState(search['item'] !== undefined);
  const [signing, setSigning] = useState(false);
  const isOpen = open && cursor.id !== undefined;
  useItemInAddress(isOpen ? cursor.id : undefined);
  const wide = useMedia(WIDE);
  const lock = (one: ListedItem): string | undefined =>
    lockOf(one, { person, campaign: of.state, owns: of.owns });
  const deciding = useDeciding(of.campaign);
  const selection = useSelection();
  const current = lines[cursor.at];

  const decide = (verdict: ReviewVerdict, item?: ListedItem): void => {
    const chosen = item === undefined ? items.filter(({ id }) => selection.ids.has(id)) : [];
    const together = chosen.length > 0;
    const one = item ?? (current?.kind === 'item' ? current.item : undefined);
    const wanted = (together ? chosen : one === undefined ? [] : [one]).filter(
      (each) => lock(each) === undefined,
    );
    if (wanted.length > 0 && deciding.decide(verdict, wanted, together) && item === undefined) step(1);
  };
  const said = (reason: string): void => {
    const together = (deciding.wanted?.items.length ?? 0) > 1;
    deciding.say(reason);
    selection.clear();
    if (!together) step(1);
  };
  const latest = useRef(decide);
  useEffect(() => void (latest.current = decide));
  const decideOne = useCallback(
    (verdict: ReviewVerdict, item: ListedItem) => latest.current(verdict, item),
    [],
  );
  const look = useCallback(
    (id: string, at: number): void => {
      set(id, false, at);
      setOpen(true);
    },
    [set],
  );
  const show = (id: string): void => {
    setSearch({ state: undefined, namespace: undefined, person: undefined });
    setText('');
    set(id, true);
  };
  const close = (): void => {
    setOpen(false);
    set(cursor.id, true, cursor.at);
  };
  const leave = (): void => {
    if (isOpen) close();
    else selection.clear();
  };
  const sign = (): void => setSigning(deciding.drafts.size > 0);
  usePageKeys([
    { keys: ['j', 'ArrowDown'], what: 'Next item', press: () => step(1), always: true },
    { keys: ['k', 'ArrowUp'], what: 'Item before', press: () => step(-1), always: true },
    { keys: ['a', 'c'], what: 'Keep', press: () => decide('keep') },
    { keys: ['r'], what: 'Revoke', press: () => decide('revoke') },
    { keys: ['u'], what: 'Take the decision back', press: () => deciding.store.forget([cursor.id ?? '']) },
    {
      keys: ['x'],
      what: 'Select',
      press: () => {
        if (current?.kind === 'item' && lock(current.item) === undefined) selection.toggle(current.item.id);
      },
    },
    { keys: ['Enter', 'o'], what: 'What is known of it', press: () => setOpen(true) },
    { keys: ['s'], what: 'Sign what was decided', press: sign },
    { keys: ['/'], what: 'Search', press: () => find.current?.focus() },
    { keys: ['Escape'], what: 'Close what is open, select nothing', press: leave },
  ]);
  const seen = useMemo(() => itemsIn(lines), [lines]);
  const { state: campaign, owns } = of;
  const free = useMemo(
    () => seen.filter((one) => lockOf(one, { person, campaign, owns }) === undefined).map(({ id }) => id),
    [seen, person, campaign, owns],
  );
  return (
    <div>
      <Toolbar
        items={items}
        whose={whose}
        reviews={of.reviewers.some(({ reviewer }) => reviewer === person)}
        wide={wide}
        by={by}
        text={text}
        setText={setText}
        field={find}
        leave={() => set(cursor.id ?? seen[0]?.id, true)}
      />
      <KeyHints />
      <Counted
        shown={seen.length}
        all={items.length}
        more={more}
        selectable={free.length}
        select={() => selection.add(free)}
      />
      <div className={deciding.drafts.size > 0 || selection.ids.size > 0 ? 'pb-24' : ''}>
        <Rows
          lines={lines}
          cursor={cursor}
          wide={wide}
          lock={lock}
          drafts={deciding.drafts}
          selected={selection.ids}
          reviewer={whose === 'all'}
          tight={isOpen && wide}
          open={look}
          decide={decideOne}
          select={selection.toggle}
        />
      </div>
      <Evidence
        campaign={of.campaign}
        id={isOpen ? cursor.id : undefined}
        wide={wide}
        close={close}
        lock={lock}
        draft={(id) => deciding.drafts.get(id)}
        decide={decideOne}
        show={show}
      />
      <SignBar
        drafts={deciding.drafts}
        selected={selection.ids.size}
        decide={decide}
        clear={selection.clear}
        forget={() => deciding.store.forget(deciding.drafts.keys())}
        sign={sign}
        mend={show}
        beside={isOpen && wide}
      />
      <Reason of={deciding.wanted} last={deciding.last} say={said} leave={deciding.leave} />
      <Sign
        open={signing}
        of={of}
        drafts={deciding.drafts}
        store={deciding.store}
        close={() => setSigning(false)}
        mend={show}
      />
    </div>
  );
}
