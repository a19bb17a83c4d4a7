import { Compass } from 'lucide-react';
import type { ReactElement } from 'react';
import { Empty } from '../kit/empty.tsx';
import { Link } from '../kit/link.tsx';
import { PageFrame } from '../kit/page.tsx';

export function NotThere(): ReactElement {
  return (
    <PageFrame title="Nothing is here">
      <Empty icon={Compass} title="This address has no page">
        <Link to="/">The first page</Link>
      </Empty>
    </PageFrame>
  );
}
