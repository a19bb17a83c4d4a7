import { createHash } from 'node:crypto';
import type { Facts } from '../chain/facts.ts';
import type { Finding } from '../model/finding.ts';
import { STAGES, type Stage } from '../model/verdict.ts';
import type { Control, Judgement, RegisteredControl } from './control.ts';
import { section } from './document.ts';

/** Evaluates controls over the facts. A control that fails is a defect and is not hidden: it throws. */
export function judge(controls: readonly RegisteredControl[], facts: Facts): readonly Finding[] {
  return controls.flatMap(({ control, document }) => {
    const remediation = section(document, 'How to fix');
    return control.evaluate(facts).map((judgement) => toFinding(control, remediation, judgement));
  });
}

function toFinding(control: Control, remediation: string, judgement: Judgement): Finding {
  return {
    control: control.id,
    title: control.title,
    stage: stageOf(control.id),
    severity: judgement.severity ?? control.severity,
    verdict: judgement.verdict,
    ...(judgement.subject === undefined ? {} : { subject: judgement.subject }),
    message: judgement.message,
    ...(judgement.location === undefined ? {} : { location: judgement.location }),
    related: judgement.related ?? [],
    chain: judgement.chain ?? [],
    remediation,
    fingerprint: fingerprint(control.id, judgement),
    docs: `mainward explain ${control.id}`,
    group: judgement.group ?? `${control.id} ${judgement.subject ?? ''}`.trim(),
  };
}

function stageOf(id: string): Stage {
  const name = id.slice(0, id.indexOf('/'));
  const stage = STAGES.find((one) => one === name);
  if (stage === undefined) throw new Error(`The id ${id} names no stage.`);
  return stage;
}

/** Never line numbers: a finding keeps its fingerprint when lines move. */
function fingerprint(control: string, judgement: Judgement): string {
  const { location } = judgement;
  const parts = [
    control,
    location?.repository,
    location?.path,
    judgement.subject,
    judgement.context,
    judgement.verdict,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
