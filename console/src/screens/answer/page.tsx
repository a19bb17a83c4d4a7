import { useQuery } from '@tanstack/react-query';
import { EyeOff, SearchX } from 'lucide-react';
import { type ReactElement, useEffect } from 'react';
import type { AnswerCutDocument, AnswerDocument } from '../../../../src/model/answer-view.ts';
import { answerQuery, cutQuery } from '../../api/answer.ts';
import { ApiProblem } from '../../api/client.ts';
import { useAddress } from '../../kit/address.ts';
import { Empty } from '../../kit/empty.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Link } from '../../kit/link.tsx';
import { Loading } from '../../kit/loading.tsx';
import { PageFrame, Section } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { Alone } from './alone.tsx';
import { Bounds } from './bounds.tsx';
import { Cuts } from './cuts.tsx';
import { Paths } from './paths.tsx';
import { counted, EFFECT_WORDS, intervalOf, keyOf, ROUTE_WORDS } from './words.ts';

export function Page(): ReactElement {
  const { data, error, refetch } = useQuery(answerQuery);
  if (data !== undefined) return <Answered of={data} />;
  return <PageFrame title="Who can change production">{unanswered(error, () => void refetch())}</PageFrame>;
}

function unanswered(error: unknown, retry: () => void): ReactElement {
  if (error === null) return <Loading />;
  const status = error instanceof ApiProblem ? error.status : 0;
  if (status === 403)
    return (
      <Empty icon={EyeOff} title="Your roles do not show who can change what">
        Whoever is in security or an administrator sees it. You see <Link to="/changes">changes</Link> and{' '}
        <Link to="/drift">drift</Link>.
      </Empty>
    );
  if (status === 404)
    return (
      <Empty icon={SearchX} title="Nothing was answered yet">
        The server reads its repositories at their verified commits, which takes a moment after it starts.
        Without repositories in its configuration there is nothing to answer.
      </Empty>
    );
  return <Failure error={error} retry={retry} />;
}

const APART = '\n';

function Answered({ of }: { readonly of: AnswerDocument }): ReactElement {
  const { search, setSearch } = useAddress();
  const ids = (search['cut'] ?? '').split(APART).filter((id) => id !== '');
  const { data, error, isFetching } = useQuery(cutQuery(ids));
  const after = ids.length === 0 ? undefined : data;
  const setCuts = (cuts: readonly string[]): void =>
    setSearch({ cut: cuts.length === 0 ? undefined : cuts.join(APART) });
  const toggle = (id: string): void =>
    setCuts(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
  const chosen = of.quorum.find((one) => keyOf(one) === search['of']) ?? of.quorum[0];
  useEffect(() => {
    if (after === undefined) return;
    document.title = `${after.headline} · Mainward`;
  }, [after]);
  return (
    <PageFrame
      title={after?.headline ?? of.headline}
      lead={
        <>
          {ids.length === 0 ? null : `After ${counted(ids.length, 'simulated cut', 'simulated cuts')}. `}
          As of <Time at={of.asOf} />, of {counted(of.repositories.length, 'repository', 'repositories')}.
        </>
      }
      command="mainward scan"
    >
      <Section title="How many people it takes">
        <Bounds
          before={of}
          after={after}
          chosen={chosen === undefined ? '' : keyOf(chosen)}
          choose={(key) => setSearch({ of: key })}
        />
        <p role="status" className="sr-only">
          {said(of, after, isFetching)}
        </p>
      </Section>
      {ids.length === 0 ? null : (
        <Section title="Cuts">
          <Cuts ids={ids} of={of} after={after} error={error} take={toggle} reset={() => setCuts([])} />
        </Section>
      )}
      {chosen === undefined ? null : (
        <>
          <Alone
            of={(after?.after.quorum ?? of.quorum).find((one) => keyOf(one) === keyOf(chosen)) ?? chosen}
          />
          <Paths
            key={keyOf(chosen)}
            before={of}
            after={after?.after}
            of={chosen}
            cut={new Set(ids)}
            toggle={toggle}
          />
        </>
      )}
    </PageFrame>
  );
}

/** What the cuts did to the numbers, for whoever hears it. */
function said(before: AnswerDocument, after: AnswerCutDocument | undefined, waiting: boolean): string {
  if (after === undefined) return waiting ? 'Working out what it would be.' : '';
  const moved = before.quorum.flatMap((one) => {
    const then = after.after.quorum.find((other) => keyOf(other) === keyOf(one));
    const [was, is] = [one, then].map((side) =>
      side === undefined ? 'gone' : intervalOf(side, side.paths.length > 0),
    );
    return was === is
      ? []
      : [
          `${EFFECT_WORDS[one.effect]} in ${one.target}, ${ROUTE_WORDS[one.route].toLowerCase()}: ${was}, then ${is}.`,
        ];
  });
  const cuts = counted(after.cuts.length, 'cut', 'cuts');
  return moved.length === 0
    ? `${cuts}: no number moves; there are other ways.`
    : `${cuts}. ${moved.join(' ')}`;
}
