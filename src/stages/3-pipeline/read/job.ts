import { child, entriesOf, entry, isNull, itemsOf, textOf } from '../../../formats/yaml/access.ts';
import type { SourceText } from '../../../formats/yaml/source.ts';
import type { MappingEntry, YamlNode } from '../../../formats/yaml/tree.ts';
import type { Answered } from '../../../model/agent.ts';
import type { Field, Job, JobImage, ReusableCall, WorkflowUnknown } from '../../../model/workflow.ts';
import { actionRef, isDigest } from './action-ref.ts';
import { fieldOf, listOf, variablesOf } from './fields.ts';
import { permissionsOf } from './permissions.ts';
import { secretUse } from './secrets.ts';
import { type StepContext, stepsOf } from './steps.ts';

/** A job as written, before anything is derived from other jobs and files. */
export type JobDraft = Omit<
  Job,
  'starts' | 'mintsIdToken' | 'untrusted' | 'injections' | 'deploys' | 'credentials'
>;

export interface JobPlace {
  readonly workflow: string;
  readonly source: SourceText;
  /** `env` of the workflow, which every job gets. */
  readonly workflowEnv: YamlNode | undefined;
}

export function jobOf({ key, value }: MappingEntry, place: JobPlace, context: StepContext): JobDraft {
  const unknown: WorkflowUnknown[] = [];
  const name = textOf(child(value, 'name'));
  const condition = fieldOf(entry(value, 'if'));
  const environment = environmentOf(entry(value, 'environment'));
  const permissions = permissionsOf(entry(value, 'permissions'));
  const runsOn = runsOnOf(entry(value, 'runs-on'), child(value, 'strategy', 'matrix'));
  const call = callOf(value, context);
  const matrix = entry(child(value, 'strategy'), 'matrix');
  const concurrency = entry(value, 'concurrency');
  const steps = stepsOf(child(value, 'steps'), context, unknown);
  return {
    id: key.source,
    ...(name === undefined ? {} : { name }),
    workflow: place.workflow,
    needs: listOf(entry(value, 'needs')),
    ...(condition === undefined ? {} : { condition }),
    ...(environment === undefined ? {} : { environment }),
    ...(permissions === undefined ? {} : { permissions }),
    runsOn,
    selfHosted:
      call === undefined ? selfHosted(runsOn) : { answer: 'no', why: 'it only calls another workflow' },
    ...(call === undefined ? {} : { call }),
    steps,
    images: [...imagesOf(value), ...stepImages(steps)],
    env: variablesOf(child(value, 'env')),
    ...(matrix === undefined ? {} : { matrix: matrix.key.at }),
    ...(concurrency === undefined ? {} : { concurrency: concurrency.key.at }),
    outputs: variablesOf(child(value, 'outputs')),
    secrets: secretUse([value, place.workflowEnv], place.source),
    unknown,
    at: value.at,
    keyAt: key.at,
  };
}

function environmentOf(found: MappingEntry | undefined): Job['environment'] {
  if (found === undefined || isNull(found.value)) return undefined;
  const field = fieldOf(found) ?? fieldOf(entry(found.value, 'name'));
  if (field === undefined) return { name: '', dynamic: true, at: found.value.at };
  return { name: field.value, dynamic: field.value.includes('${{'), at: field.at };
}

/** A label, a list of labels, or `{group, labels}`; a group is given as `group:NAME`, a name of the matrix as all it stands for. */
function runsOnOf(found: MappingEntry | undefined, matrix: YamlNode | undefined): readonly Field[] {
  if (found?.value.kind !== 'mapping') return listOf(found).flatMap((label) => ofMatrix(label, matrix));
  const group = fieldOf(entry(found.value, 'group'));
  return [
    ...(group === undefined ? [] : [{ ...group, value: `group:${group.value}` }]),
    ...listOf(entry(found.value, 'labels')),
  ];
}

/** The labels that `${{ matrix.NAME }}` stands for, where the matrix spells them out. */
function ofMatrix(label: Field, matrix: YamlNode | undefined): readonly Field[] {
  const name = /^\$\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(label.value)?.[1];
  if (name === undefined) return [label];
  const added = itemsOf(child(matrix, 'include')).flatMap((item) => listOf(entry(item, name)));
  const labels = [...listOf(entry(matrix, name)), ...added];
  return labels.length === 0 || labels.some((one) => one.value.includes('${{')) ? [label] : labels;
}

/** Labels of the platform's standard machines (docs.github.com, hosted runners reference); larger ones have names of their own. */
const HOSTED =
  /^(?:ubuntu-(?:latest|slim|\d\d\.\d\d)(?:-arm)?|windows-(?:latest|20\d\d|11)(?:-arm|-vs20\d\d)?|macos-(?:latest|\d\d(?:\.\d+)?)(?:-(?:large|xlarge|intel|arm64))?)$/i;

function selfHosted(runsOn: readonly Field[]): Answered {
  const own = runsOn.find((label) => label.value.toLowerCase() === 'self-hosted');
  if (own !== undefined) return { answer: 'yes', why: 'it asks for the label self-hosted', at: own.at };
  const odd = runsOn.find((label) => !HOSTED.test(label.value));
  if (odd === undefined && runsOn.length > 0)
    return { answer: 'no', why: 'its labels are the platform’s own' };
  return {
    answer: 'unknown',
    why:
      odd === undefined ? 'it names no runner' : `whose machine ${odd.value} is cannot be told from its name`,
    supply: 'the runners and runner groups of the forge',
    ...(odd === undefined ? {} : { at: odd.at }),
  };
}

function callOf(node: YamlNode, context: StepContext): ReusableCall | undefined {
  const used = fieldOf(entry(node, 'uses'));
  if (used === undefined) return undefined;
  const secrets = entry(node, 'secrets');
  const inherits = textOf(secrets?.value) === 'inherit';
  return {
    uses: actionRef(used, context.owner),
    secrets: inherits ? 'inherit' : secrets?.value.kind === 'mapping' ? 'map' : 'none',
    ...(secrets === undefined ? {} : { secretsAt: secrets.value.at }),
    passed: variablesOf(secrets?.value),
    inputs: variablesOf(child(node, 'with')),
  };
}

function imagesOf(node: YamlNode): readonly JobImage[] {
  const container = entry(node, 'container');
  const services = entriesOf(child(node, 'services'));
  const written = [
    ...(container === undefined ? [] : [{ role: 'container' as const, found: container }]),
    ...services.map((found) => ({ role: 'service' as const, found })),
  ];
  return written.flatMap(({ role, found }) => {
    const field = fieldOf(found) ?? fieldOf(entry(found.value, 'image'));
    return field === undefined || field.value === '' ? [] : [image(role, field)];
  });
}

function stepImages(steps: Job['steps']): readonly JobImage[] {
  return steps.flatMap(({ uses }) =>
    uses?.pin === 'docker' || uses?.pin === 'docker-digest'
      ? [image('step', { value: uses.owner, at: uses.at, keyAt: uses.keyAt })]
      : [],
  );
}

function image(role: JobImage['role'], field: Field): JobImage {
  const pinned = isDigest(field.value) ? 'yes' : field.value.includes('${{') ? 'unknown' : 'no';
  return { role, image: field.value, pinned, at: field.at };
}
