import { ShieldCheck, ShieldOff } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ListedGuard } from '../../../../src/model/drift-view.ts';
import { Badge } from '../../kit/badge.tsx';
import { Id } from '../../kit/code.tsx';

/** What each guard of this server is about, and what holds it back. */
export function Guards({ guards }: { readonly guards: readonly ListedGuard[] }): ReactElement {
  if (guards.length === 0)
    return (
      <p className="text-sm text-dim">
        This server guards no cluster itself; what is recorded of clusters stands here all the same.
      </p>
    );
  return (
    <ul className="grid gap-3 sm:grid-cols-2">
      {guards.map((guard) => (
        <li key={guard.cluster} className="rounded-lg border border-line bg-surface px-4 py-3">
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-semibold">{guard.cluster}</span>
            <State of={guard} />
            {guard.commit === undefined ? null : (
              <span className="ml-auto text-xs text-dim">
                by {guard.repository} <Id of={guard.commit} />
              </span>
            )}
          </div>
          <p className="mt-1 text-sm text-dim">{guard.said.join(' ')}</p>
        </li>
      ))}
    </ul>
  );
}

function State({ of: { ready, recording, held, tier } }: { readonly of: ListedGuard }): ReactElement {
  if (!ready) return <Badge tone="open">not ready</Badge>;
  if (!recording || held.length > 0)
    return (
      <Badge tone="open" icon={ShieldOff}>
        held
      </Badge>
    );
  return (
    <Badge tone={tier === 'revoke' ? 'good' : 'dim'} icon={ShieldCheck}>
      {tier}
    </Badge>
  );
}
