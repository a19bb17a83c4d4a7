import { useQuery } from '@tanstack/react-query';
import { Download, GitBranchPlus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { DriftProposalDocument } from '../../../../src/model/drift-view.ts';
import { proposalQuery } from '../../api/drift.ts';
import { Button, buttonClass } from '../../kit/button.tsx';
import { Code } from '../../kit/code.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Section } from '../../kit/page.tsx';

/** What somebody would push so that a difference stays. Nothing is opened here. */
export function Proposal({ id }: { readonly id: string }): ReactElement {
  const [asked, setAsked] = useState(false);
  const { data, error, refetch } = useQuery({ ...proposalQuery(id), enabled: asked });
  return (
    <Section title="Keep it, through Git">
      {!asked ? (
        <>
          <p className="mb-3 max-w-[72ch] text-sm text-dim">
            What is live may be right, and only its way wrong. Mainward can say what would have to be written
            into Git so that it stays, and who must agree.
          </p>
          <Button onClick={() => setAsked(true)}>
            <GitBranchPlus aria-hidden size={15} /> Show the proposal
          </Button>
        </>
      ) : data !== undefined ? (
        <Offered id={id} of={data} />
      ) : error === null ? (
        <Loading lines={4} />
      ) : (
        <Failure error={error} retry={() => void refetch()} />
      )}
    </Section>
  );
}

function Offered({ id, of }: { readonly id: string; readonly of: DriftProposalDocument }): ReactElement {
  if (of.unknown.length > 0)
    return <p className="text-sm">This has to be written by hand: {of.unknown.join('; ')}.</p>;
  return (
    <div className="space-y-4">
      <div>
        <p className="font-semibold">{of.title}</p>
        <p className="text-sm whitespace-pre-line text-dim">{of.body}</p>
      </div>
      <Code text={of.diff.trimEnd()} label="The patch" />
      <a href={`/api/v1/drift/${id}/${of.branch}.patch`} download className={buttonClass()}>
        <Download aria-hidden size={15} /> {of.branch}.patch
      </a>
      <div>
        <h3 className="mb-1.5 text-sm font-semibold">How to offer it, in a clone with that file beside it</h3>
        <Code text={of.commands.join('\n')} label="Commands that offer it" />
      </div>
      <div>
        <h3 className="mb-1.5 text-sm font-semibold">Who must agree</h3>
        {of.approvals.length === 0 ? (
          <p className="text-sm text-dim">Policy demands nobody’s agreement to this.</p>
        ) : (
          <ul className="list-disc pl-5 text-sm">
            {of.approvals.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
