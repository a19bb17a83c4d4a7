import { useInfiniteQuery } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import type { ReactElement } from 'react';
import type { LiveEntry } from '../../../../src/model/ledger.ts';
import { entriesQuery } from '../../api/log.ts';
import { READS_LOG, useHasRole } from '../../api/session.ts';
import { objectWords } from '../../chain/words.ts';
import { Empty } from '../../kit/empty.tsx';
import { Link } from '../../kit/link.tsx';
import { Card, Section } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';

const SHOWN = 12;

/** What was seen live last, to begin with. */
export function Suggestions(): ReactElement | null {
  return useHasRole(READS_LOG) ? <LastLive /> : <Ask />;
}

function Ask(): ReactElement {
  return (
    <div className="mt-6">
      <Empty icon={Fingerprint} title="Ask for an object or a commit">
        You see the passports of changes that you took part in.
      </Empty>
    </div>
  );
}

function LastLive(): ReactElement | null {
  const { data } = useInfiniteQuery(entriesQuery({ type: 'object.live' }));
  if (data === undefined) return null;
  const newest = new Map<string, LiveEntry>();
  for (const { entry } of data.pages.flatMap(({ entries }) => entries)) {
    if (entry.type !== 'object.live') continue;
    const name = `${entry.cluster} ${objectWords(entry.object)}`;
    if (!newest.has(name)) newest.set(name, entry);
  }
  if (newest.size === 0)
    return (
      <div className="mt-6">
        <Empty icon={Fingerprint} title="Nothing was seen live yet">
          What agents apply of verified commits appears here.
        </Empty>
      </div>
    );
  return (
    <Section title="Seen live last">
      <Card>
        <ul className="divide-y divide-line">
          {[...newest].slice(0, SHOWN).map(([name, { object, cluster, at }]) => (
            <li
              key={name}
              className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 py-2.5 text-sm"
            >
              <span className="min-w-0 wrap-anywhere">
                <Link
                  to="/passport"
                  search={{ of: `${object.kind}/${object.name}`, namespace: object.namespace, cluster }}
                >
                  {objectWords(object)}
                </Link>{' '}
                <span className="text-dim">in {cluster}</span>
              </span>
              <span className="text-xs text-dim">
                <Time at={at} />
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}
