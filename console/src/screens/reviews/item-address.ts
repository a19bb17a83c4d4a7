import { useEffect, useRef } from 'react';
import { useAddress } from '../../kit/address.ts';

/** Milliseconds that somebody stays with an item before the address has it. */
const STAYS = 300;

/** The address holds the item that is looked at, so that it can be passed on. */
export function useItemInAddress(id: string | undefined): void {
  const { search, setSearch } = useAddress();
  const held = search['item'];
  const set = useRef(setSearch);
  useEffect(() => void (set.current = setSearch));
  useEffect(() => {
    if (held === id) return undefined;
    const timer = setTimeout(() => set.current({ item: id }), STAYS);
    return () => clearTimeout(timer);
  }, [id, held]);
}
