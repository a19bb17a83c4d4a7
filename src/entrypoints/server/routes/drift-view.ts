import { changeOfCommit } from '../../../flows/changes/changes.ts';
import type { DriftDetail } from '../../../flows/guard/board/record.ts';
import { lineEdits } from '../../../formats/diff/lines.ts';
import { asWritten } from '../../../formats/kubernetes/as-written.ts';
import { writeYaml } from '../../../formats/yaml/write.ts';
import type { DriftRecordDocument, ListedDrift, SideEdit } from '../../../model/drift-view.ts';
import { saidOf } from '../../../reports/drift/said.ts';
import type { SignedIn } from '../access.ts';
import type { Services } from '../services.ts';
import { asOfNow, visibleDrift } from './visible-drift.ts';

/** Characters of an object that are compared line by line. */
const LONGEST = 200_000;

type Seeing = Pick<Services, 'ledger' | 'guards' | 'proposer'>;

/** A difference among others, as this reader may see it. */
export function listedDrift(detail: DriftDetail, who: SignedIn, { guards }: Seeing): ListedDrift {
  const { record, isWhole } = visibleDrift(detail, who);
  const now = asOfNow(record, guards);
  return { ...now, whole: isWhole, said: saidOf(now) };
}

/** A difference by itself, as this reader may see it. */
export async function wholeDrift(
  detail: DriftDetail,
  who: SignedIn,
  services: Seeing,
): Promise<DriftRecordDocument> {
  const listed = listedDrift(detail, who, services);
  const { payload } = visibleDrift(detail, who);
  const edits = payload && editsOf(payload.desired, payload.live);
  const changeId = await changeOfCommit(services.ledger, listed.repository, listed.commit);
  return {
    schema: 'mainward.dev/drift-record/v1',
    ...listed,
    ...payload,
    ...(edits === undefined ? {} : { edits }),
    ...(changeId === undefined ? {} : { changeId }),
    offers: listed.whole && services.proposer?.knows(listed.cluster) === true,
  };
}

function editsOf(desired: string | undefined, live: string | undefined): readonly SideEdit[] | undefined {
  if (desired === undefined && live === undefined) return undefined;
  return lineEdits(linesOf(desired), linesOf(live));
}

/** An object of a payload as YAML that a person would have written; as it stands where it is none. */
function linesOf(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const shown = readable(text).trimEnd();
  return (shown.length <= LONGEST ? shown : `${shown.slice(0, LONGEST)}\n… (cut)`).split('\n');
}

function readable(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return value instanceof Object && !Array.isArray(value) ? writeYaml(asWritten({ ...value })) : text;
  } catch {
    return text;
  }
}
