import { isAsShown } from '../../../flows/review/decide/sign.ts';
import { MainwardError } from '../../../model/errors.ts';
import type { Sha256 } from '../../../model/ledger.ts';
import type { ListedItem } from '../../../model/review-document.ts';

/** As Git has it of object ids. */
const SHORTEST = 4;

/** The items that the beginnings of their ids name, each once. Throws USAGE where one names none, or several. */
export function itemsNamed(items: readonly ListedItem[], names: readonly string[]): readonly ListedItem[] {
  return [...new Set(names.map((name) => itemNamed(items, name)))];
}

/** The same of ids alone. */
export function idsNamed(ids: readonly Sha256[], names: readonly string[]): readonly Sha256[] {
  const items = ids.map((id) => ({ id }));
  return [...new Set(names.map((name) => itemNamed(items, name).id))];
}

/** Nobody signs for something else than they saw. Throws SIGNING_FAILED. */
export function demandAsShown(items: readonly ListedItem[]): void {
  const other = items.find((item) => !isAsShown(item));
  if (other === undefined) return;
  throw new MainwardError(
    'SIGNING_FAILED',
    `Nothing was signed: item ${other.id.slice(0, 12)} is not what its digest is of.`,
    { remedy: 'Ask whoever runs the server; it shows something else than would be signed.' },
  );
}

function itemNamed<Item extends { readonly id: Sha256 }>(items: readonly Item[], name: string): Item {
  if (!/^[0-9a-f]{1,64}$/.test(name) || name.length < SHORTEST)
    throw usage(
      `${JSON.stringify(name)} is not the beginning of an item’s id`,
      `Give at least ${SHORTEST} of its hexadecimal digits, as \`review list\` shows them.`,
    );
  const [found, second] = items.filter(({ id }) => id.startsWith(name));
  if (found === undefined)
    throw usage(`There is no item ${name} that you may see`, 'Look at `mainward review list CAMPAIGN`.');
  if (second !== undefined) throw usage(`Several items begin with ${name}`, 'Give more of its digits.');
  return found;
}

function usage(say: string, remedy: string): MainwardError {
  return new MainwardError('USAGE', `${say}.`, { remedy });
}
