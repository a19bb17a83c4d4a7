/** An item that is there. */
export function item<Item>(list: ArrayLike<Item>, at: number): Item {
  const found = list[at < 0 ? list.length + at : at];
  if (found === undefined) throw new Error(`There is no item ${at}.`);
  return found;
}

/** A copy with one bit changed. */
export function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = item(copy, at) ^ (1 << bit);
  return copy;
}
