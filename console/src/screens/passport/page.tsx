import { useQuery } from '@tanstack/react-query';
import { Download, Search } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { PassportDocument } from '../../../../src/model/passport.ts';
import { searchText } from '../../api/client.ts';
import { type PassportQuestion, passportQuery } from '../../api/passport.ts';
import { READS_LOG, useHasRole } from '../../api/session.ts';
import { Chain } from '../../chain/chain.tsx';
import { linksOfPassport } from '../../chain/of-passport.tsx';
import { SameAllAlong } from '../../chain/same.tsx';
import { objectWords } from '../../chain/words.ts';
import { useAddress } from '../../kit/address.ts';
import { Button, buttonClass } from '../../kit/button.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Field } from '../../kit/field.tsx';
import { Loading } from '../../kit/loading.tsx';
import { Card, PageFrame, Section } from '../../kit/page.tsx';
import { InTheLog } from './in-the-log.tsx';
import { Suggestions } from './suggestions.tsx';

export function Page(): ReactElement {
  const { search } = useAddress();
  const question: PassportQuestion = {
    of: search['of'] ?? '',
    namespace: search['namespace'],
    cluster: search['cluster'],
  };
  return (
    <PageFrame
      title="Passport"
      lead="Where something that is live comes from: who made it, who agreed, what was checked, who deployed it, and the proof."
      command={commandOf(question)}
    >
      <Asking key={JSON.stringify(question)} question={question} />
      {question.of === '' ? <Suggestions /> : <Answer question={question} />}
    </PageFrame>
  );
}

function commandOf({ of, namespace, cluster }: PassportQuestion): string {
  const place = `${namespace === undefined ? '' : ` -n ${namespace}`}${cluster === undefined ? '' : ` --cluster ${cluster}`}`;
  return `mainward trace ${of === '' ? 'KIND/NAME' : of}${place} --server ${location.origin}`;
}

function Asking({ question }: { readonly question: PassportQuestion }): ReactElement {
  const { setSearch } = useAddress();
  const [{ of, namespace = '', cluster = '' }, setQuestion] = useState(question);
  const change =
    (field: keyof PassportQuestion) => (event: { readonly target: { readonly value: string } }) =>
      setQuestion((before) => ({ ...before, [field]: event.target.value }));
  return (
    <Card className="p-4">
      <form
        role="search"
        className="grid items-start gap-3 md:grid-cols-[minmax(0,1fr)_10rem_10rem_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch({
            of: of.trim() === '' ? undefined : of.trim(),
            namespace: namespace.trim() === '' ? undefined : namespace.trim(),
            cluster: cluster.trim() === '' ? undefined : cluster.trim(),
          });
        }}
      >
        <Field
          label="Object, commit or digest"
          hint="RoleBinding/on-call, or at least 7 digits of a commit"
          value={of}
          maxLength={400}
          required
          onChange={change('of')}
        />
        <Field label="Namespace" value={namespace} onChange={change('namespace')} />
        <Field label="Cluster" value={cluster} onChange={change('cluster')} />
        <Button type="submit" look="primary" className="min-h-9 md:mt-5">
          <Search aria-hidden size={15} /> Trace
        </Button>
      </form>
    </Card>
  );
}

function Answer({ question }: { readonly question: PassportQuestion }): ReactElement {
  const { data, error, refetch } = useQuery(passportQuery(question));
  if (data !== undefined) return <Passport of={data} question={question} />;
  return (
    <div className="mt-6">
      {error === null ? <Loading /> : <Failure error={error} retry={() => void refetch()} />}
    </div>
  );
}

interface PassportProps {
  readonly of: PassportDocument;
  readonly question: PassportQuestion;
}

function Passport({ of, question }: PassportProps): ReactElement {
  const readsLog = useHasRole(READS_LOG);
  return (
    <div className="mt-8">
      <h2 className="mb-5 text-xl font-semibold tracking-tight wrap-anywhere">{titleOf(of)}</h2>
      <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_22rem] [&>section]:mt-0">
        <Section title="From hand to cluster">
          <Chain links={linksOfPassport(of)} />
        </Section>
        <div className="space-y-8">
          <Section title="The same all along?">
            <SameAllAlong links={of.links} />
          </Section>
          <Section title="The proof">
            {readsLog ? (
              <div className="space-y-3">
                <InTheLog question={question} />
                <a
                  href={`/api/v1/passport/proof${searchText({ ...question })}`}
                  download="proof.json"
                  className={buttonClass()}
                >
                  <Download aria-hidden size={15} /> proof.json
                </a>
                <p className="text-sm text-dim">
                  <code>mainward log verify proof.json --trust FILE</code> verifies it without this server:
                  the log, the signatures of approvals and commits, and that it is the same all along.
                </p>
              </div>
            ) : (
              <p className="text-sm text-dim">The proof is handed out to those who read the whole record.</p>
            )}
          </Section>
        </div>
      </div>
    </div>
  );
}

function titleOf({ object, change, commit }: PassportDocument): string {
  if (object !== null) return objectWords(object);
  return change?.title ?? `Commit ${(commit ?? '').slice(0, 12)}`;
}
