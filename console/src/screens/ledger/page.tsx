import { Lock } from 'lucide-react';
import type { ReactElement } from 'react';
import { READS_LOG, useHasRole } from '../../api/session.ts';
import { useAddress } from '../../kit/address.ts';
import { Drawer } from '../../kit/drawer.tsx';
import { Empty } from '../../kit/empty.tsx';
import { PageFrame } from '../../kit/page.tsx';
import { Entries } from './entries.tsx';
import { Entry } from './entry.tsx';
import { LogState } from './log-state.tsx';

export function Page(): ReactElement {
  const readsLog = useHasRole(READS_LOG);
  const { search, setSearch } = useAddress();
  const index = /^\d{1,15}$/.test(search['entry'] ?? '') ? Number(search['entry']) : undefined;
  return (
    <PageFrame
      title="Ledger"
      lead="Everything that was recorded, in the order in which it was. Nothing in it can be changed or taken out without that showing."
      command={index === undefined ? 'mainward log verify' : `mainward log prove ${index}`}
    >
      {readsLog ? (
        <>
          <LogState />
          <Entries />
          <Drawer
            open={index !== undefined}
            title={`Entry ${index ?? ''}`}
            close={() => setSearch({ entry: undefined })}
          >
            {index === undefined ? null : <Entry index={index} />}
          </Drawer>
        </>
      ) : (
        <Empty icon={Lock} title="Your role does not read the whole record">
          It is for security, managers, auditors and administrators. What became of changes and of clusters is
          on the pages of changes and of drift.
        </Empty>
      )}
    </PageFrame>
  );
}
