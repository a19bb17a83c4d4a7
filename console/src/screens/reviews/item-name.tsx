import type { ReactElement } from 'react';
import type { ListedItem } from '../../../../src/model/review-document.ts';
import { Id } from '../../kit/code.tsx';
import { Link } from '../../kit/link.tsx';
import { placeWords, principalWords, roleWords } from './words.ts';

interface ItemNameProps {
  readonly campaign: string;
  readonly id: string;
  /** Absent where it is not there yet. */
  readonly of: ListedItem | undefined;
}

/** What an item is called, and the way to it. */
export function ItemName({ campaign, id, of }: ItemNameProps): ReactElement {
  return (
    <Link to={`/reviews/${campaign}`} search={{ item: id, whose: 'all' }}>
      {of === undefined ? (
        <Id of={id} />
      ) : (
        `${principalWords(of.principal)}: ${roleWords(of)} ${of.namespace === null ? '' : 'in '}${placeWords(of.namespace)}`
      )}
    </Link>
  );
}
