import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { type ReactElement, useId, useState } from 'react';
import { startReview } from '../../api/reviews.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Failure } from '../../kit/failure.tsx';
import { Field } from '../../kit/field.tsx';

/** Begins a review, by the name of its definition. */
export function Start(): ReactElement {
  const [open, setOpen] = useState(false);
  const [definition, setDefinition] = useState('');
  const [repository, setRepository] = useState('');
  const [commit, setCommit] = useState('');
  const [tried, setTried] = useState(false);
  const form = useId();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: startReview,
    onSuccess: ({ campaign }) => navigate({ to: `/reviews/${campaign}` }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reviews'] }),
  });
  const isName = /^[a-z0-9-]{1,80}$/.test(definition.trim());
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden size={15} /> Begin a review
      </Button>
      <Dialog
        open={open}
        setOpen={setOpen}
        title="Begin a review"
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Not now</Button>
            <Button type="submit" form={form} look="primary" disabled={start.isPending}>
              {start.isPending ? 'Reading the commit…' : 'Begin it'}
            </Button>
          </>
        }
      >
        <form
          id={form}
          noValidate
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!isName) return;
            start.mutate({
              definition: definition.trim(),
              ...(repository.trim() === '' ? {} : { repository: repository.trim() }),
              ...(commit.trim() === '' ? {} : { commit: commit.trim() }),
            });
          }}
        >
          <p className="text-dim">
            It is recorded with all its items and who reviews each of them, and they are asked from then on.
          </p>
          <Field
            label="Definition"
            value={definition}
            onChange={(event) => setDefinition(event.target.value)}
            hint="Name of a ReviewDefinition in the policy in force, such as quarterly."
            wrong={tried && !isName ? 'Lower case, digits and -.' : undefined}
          />
          <Field
            label="Repository"
            value={repository}
            onChange={(event) => setRepository(event.target.value)}
            hint="Empty: the one that has the definition."
          />
          <Field
            label="Commit"
            value={commit}
            onChange={(event) => setCommit(event.target.value)}
            hint="Empty: the newest that is accepted."
          />
          {start.error === null ? null : <Failure error={start.error} />}
        </form>
      </Dialog>
    </>
  );
}
