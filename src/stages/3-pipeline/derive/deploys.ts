import type { SourceText } from '../../../formats/yaml/source.ts';
import type { DeployEvidence, DeployTarget, Job } from '../../../model/workflow.ts';
import { actionName } from '../read/action-ref.ts';
import { placeIn } from '../read/place.ts';
import { type Command, commandsOf } from '../shell/commands.ts';
import { ACTIONS, CLOUD_CHANGE, CLOUDS, type Kind, PROGRAMS } from './deploy-tables.ts';
import type { StepView } from './step-views.ts';

/** What a job's steps and environment say it deploys. */
export function deploysOf(
  job: Pick<Job, 'environment'>,
  views: readonly StepView[],
  texts: ReadonlyMap<string, SourceText>,
): readonly DeployEvidence[] {
  const found = views.flatMap(({ step }) => {
    const { uses, run } = step;
    if (uses !== undefined) {
      const kind =
        ACTIONS.get(uses.path === '' ? actionName(uses) : `${actionName(uses)}/${uses.path}`) ??
        ACTIONS.get(actionName(uses));
      return kind === undefined ? [] : [{ ...kind, how: actionName(uses), at: uses.at, step: step.name }];
    }
    if (run === undefined) return [];
    return commandsOf(run.value).flatMap((command) => {
      const kind = commandKind(command);
      if (kind === undefined) return [];
      const at = placeIn(texts.get(run.at.path), run.at, run.value, command.start, command.end);
      return [{ ...kind, at, step: step.name }];
    });
  });
  const seen = throwaway(views)
    ? found.map((one) => (CLUSTER.has(one.target) ? { ...one, confidence: 'guess' as const } : one))
    : found;
  const { environment } = job;
  if (environment === undefined) return seen;
  const named: DeployEvidence = {
    target: 'other',
    how: `environment ${environment.name}`,
    confidence: 'guess',
    effect: 'change',
    at: environment.at,
  };
  return [...seen, named];
}

const CLUSTER: ReadonlySet<DeployTarget> = new Set(['kubernetes', 'flux', 'argocd']);
const LOCAL_CLUSTERS =
  /(?:^|\/)(?:kind|k3d|minikube|kwok|k3s|microk8s|kind-action|setup-kind|setup-minikube|setup-k3d|action-k3s)(?:-|$)|compatibility-actions\/create-cluster/;

/** Does the job make a cluster of its own for testing? What it applies then most likely goes there. */
function throwaway(views: readonly StepView[]): boolean {
  return views.some(({ step }) => {
    const { uses, run } = step;
    if (uses !== undefined)
      return LOCAL_CLUSTERS.test(uses.pin === 'local' ? uses.path : `${actionName(uses)}/${uses.path}`);
    return (
      run !== undefined &&
      commandsOf(run.value).some(({ words: [program, verb, noun] }) => {
        if (program === undefined || verb === undefined) return false;
        if (program.text === 'minikube' || program.text === 'k3s')
          return verb.text === 'start' || verb.text === 'server';
        return (
          (program.text === 'kind' && verb.text === 'create') ||
          (program.text === 'k3d' && noun?.text === 'create')
        );
      })
    );
  });
}

function commandKind(command: Command): (Kind & { readonly how: string }) | undefined {
  const words = command.words.map((word) => word.text);
  const program = (words[0] ?? '').split('/').at(-1) ?? '';
  const plain = withoutOptions(words.slice(1));
  const cloud = CLOUDS.get(program);
  if (cloud !== undefined) return cloudKind(program, cloud, plain);
  const known = PROGRAMS.get(program);
  if (known === undefined)
    return program === 'npm' || program === 'cargo' || program === 'twine'
      ? publish(program, plain, words)
      : undefined;
  const verb = plain.slice(0, 2).find((word) => known.change.includes(word) || known.look.includes(word));
  if (verb === undefined) return undefined;
  const dry = words.some(
    (word) => (word.startsWith('--dry-run') && word !== '--dry-run=none') || word === '--export',
  );
  if (program === 'flux' && plain[0] === 'plugin') return undefined;
  const look =
    known.look.includes(verb) ||
    dry ||
    (program === 'kubectl' && plain[0] === 'rollout' && plain[1] === 'status');
  return {
    target: known.target,
    confidence: 'certain',
    effect: look ? 'look' : 'change',
    how: `${program} ${verb}`,
  };
}

/** Options of these programs that stand before the verb and take the next word. */
const TAKING: ReadonlySet<string> = new Set([
  '-n',
  '--namespace',
  '--context',
  '--kube-context',
  '--kubeconfig',
  '--cluster',
  '-s',
  '--server',
  '--profile',
  '--region',
]);

function withoutOptions(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => !word.startsWith('-') && !TAKING.has(words[index - 1] ?? ''));
}

/** Fetching credentials or asking who one is deploys nothing. */
const CLOUD_ASIDE: ReadonlySet<string> = new Set([
  'sts',
  'configure',
  'auth',
  'account',
  'login',
  'ecr',
  'ecr-public',
  'acr',
  'config',
  'components',
  'version',
  'extension',
]);

function cloudKind(
  program: string,
  target: DeployTarget,
  plain: readonly string[],
): ReturnType<typeof commandKind> {
  const [service = ''] = plain;
  if (CLOUD_ASIDE.has(service)) return undefined;
  const verb = plain.slice(0, 5).find((word) => CLOUD_CHANGE.test(word));
  if (
    service === 'eks' ||
    (service === 'container' && plain.includes('get-credentials')) ||
    service === 'aks'
  ) {
    return {
      target: 'kubernetes',
      confidence: 'likely',
      effect: verb === undefined || plain.includes('update-kubeconfig') ? 'look' : 'change',
      how: `${program} ${plain.slice(0, 2).join(' ')}`,
    };
  }
  return verb === undefined
    ? undefined
    : { target, confidence: 'likely', effect: 'change', how: `${program} ${service} ${verb}` };
}

function publish(
  program: string,
  plain: readonly string[],
  words: readonly string[],
): ReturnType<typeof commandKind> {
  const verb = plain[0] ?? '';
  if (verb !== 'publish' && verb !== 'upload') return undefined;
  return {
    target: 'package',
    confidence: 'certain',
    effect: words.includes('--dry-run') ? 'look' : 'change',
    how: `${program} ${verb}`,
  };
}
