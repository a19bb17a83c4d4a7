import { ListChecks } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ReviewDocument } from '../../../../src/model/review-document.ts';
import { useSession } from '../../api/session.ts';
import { useAddress } from '../../kit/address.ts';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Desk } from './desk.tsx';
import { useReviewItems, type Whose } from './use-items.ts';

/** The items of a campaign: those of the reader where there are any, else all. */
export function Items({ of }: { readonly of: ReviewDocument }): ReactElement {
  const { search } = useAddress();
  const { person } = useSession();
  const reviews = person !== undefined && of.reviewers.some(({ reviewer }) => reviewer === person);
  const asked = search['whose'];
  const whose: Whose = asked === 'mine' || asked === 'all' ? asked : reviews ? 'mine' : 'all';
  const { items, error, refetch, more } = useReviewItems(of.campaign, whose);
  if (items === undefined)
    return error === null ? <Loading lines={10} /> : <Failure error={error} retry={() => void refetch()} />;
  return (
    <>
      <Desk of={of} items={items} whose={whose} more={more} />
      {items.length === 0 ? (
        <Empty icon={ListChecks} title={whose === 'mine' ? 'Nothing is asked of you' : 'You may see no item'}>
          {whose === 'mine'
            ? 'Others review this one. What you may see of it is under All.'
            : 'Developers see items that are about them, and those that they review.'}
        </Empty>
      ) : null}
    </>
  );
}
