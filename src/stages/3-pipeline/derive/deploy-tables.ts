import type { DeployEvidence, DeployTarget } from '../../../model/workflow.ts';

export type Kind = Pick<DeployEvidence, 'target' | 'confidence' | 'effect'>;

/** Verbs of a program that change, and verbs that only look. */
interface Program {
  readonly target: DeployTarget;
  readonly change: readonly string[];
  readonly look: readonly string[];
}

export const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  [
    'kubectl',
    {
      target: 'kubernetes',
      change: [
        'apply',
        'create',
        'replace',
        'patch',
        'delete',
        'edit',
        'scale',
        'rollout',
        'set',
        'annotate',
        'label',
        'drain',
        'cordon',
        'run',
        'expose',
        'autoscale',
        'exec',
      ],
      look: ['diff', 'get', 'describe', 'logs', 'auth', 'wait'],
    },
  ],
  [
    'oc',
    {
      target: 'kubernetes',
      change: ['apply', 'create', 'replace', 'patch', 'delete', 'rollout', 'set', 'new-app', 'process'],
      look: ['get', 'diff', 'describe'],
    },
  ],
  [
    'helm',
    {
      target: 'kubernetes',
      change: ['upgrade', 'install', 'uninstall', 'rollback', 'delete'],
      look: ['diff', 'list', 'status', 'get'],
    },
  ],
  ['helmfile', { target: 'kubernetes', change: ['apply', 'sync', 'destroy', 'delete'], look: ['diff'] }],
  ['kapp', { target: 'kubernetes', change: ['deploy', 'delete'], look: ['inspect', 'list'] }],
  ['skaffold', { target: 'kubernetes', change: ['run', 'deploy', 'delete', 'apply'], look: ['diagnose'] }],
  ['kustomize', { target: 'kubernetes', change: [], look: [] }],
  [
    'argocd',
    {
      target: 'argocd',
      change: ['sync', 'create', 'set', 'delete', 'rollback', 'patch'],
      look: ['diff', 'get', 'list', 'wait'],
    },
  ],
  [
    'flux',
    {
      target: 'flux',
      change: [
        'reconcile',
        'create',
        'delete',
        'bootstrap',
        'suspend',
        'resume',
        'install',
        'uninstall',
        'push',
      ],
      look: ['diff', 'get', 'check'],
    },
  ],
  [
    'terraform',
    {
      target: 'terraform',
      change: ['apply', 'destroy', 'import', 'taint'],
      look: ['plan', 'show', 'output', 'refresh'],
    },
  ],
  [
    'tofu',
    {
      target: 'terraform',
      change: ['apply', 'destroy', 'import', 'taint'],
      look: ['plan', 'show', 'output'],
    },
  ],
  [
    'terragrunt',
    { target: 'terraform', change: ['apply', 'destroy', 'apply-all', 'run-all'], look: ['plan'] },
  ],
  ['pulumi', { target: 'terraform', change: ['up', 'destroy', 'update'], look: ['preview'] }],
  ['cdk', { target: 'aws', change: ['deploy', 'destroy'], look: ['diff'] }],
  ['sam', { target: 'aws', change: ['deploy', 'delete'], look: [] }],
  ['serverless', { target: 'aws', change: ['deploy', 'remove'], look: [] }],
  ['eksctl', { target: 'aws', change: ['create', 'delete', 'upgrade', 'scale'], look: ['get'] }],
]);

/** Words of cloud command lines that change something; everything else is looked upon as looking. */
export const CLOUD_CHANGE: RegExp =
  /^(?:create|update|delete|put|deploy|apply|set|add|remove|start|stop|run|submit|sync|cp|mv|rm|register|publish|invoke|terminate|modify|attach|detach|restart|replace|import|upgrade|rollout)(?:-|$)/;

export const CLOUDS: ReadonlyMap<string, DeployTarget> = new Map([
  ['aws', 'aws'],
  ['gcloud', 'gcp'],
  ['gsutil', 'gcp'],
  ['az', 'azure'],
  ['azd', 'azure'],
]);

export const ACTIONS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ['azure/k8s-deploy', { target: 'kubernetes', confidence: 'certain', effect: 'change' }],
  ['azure/webapps-deploy', { target: 'azure', confidence: 'certain', effect: 'change' }],
  ['azure/functions-action', { target: 'azure', confidence: 'certain', effect: 'change' }],
  ['azure/arm-deploy', { target: 'azure', confidence: 'certain', effect: 'change' }],
  ['azure/container-apps-deploy-action', { target: 'azure', confidence: 'certain', effect: 'change' }],
  ['azure/cli', { target: 'azure', confidence: 'likely', effect: 'change' }],
  ['google-github-actions/deploy-cloudrun', { target: 'gcp', confidence: 'certain', effect: 'change' }],
  ['google-github-actions/deploy-appengine', { target: 'gcp', confidence: 'certain', effect: 'change' }],
  [
    'google-github-actions/deploy-cloud-functions',
    { target: 'gcp', confidence: 'certain', effect: 'change' },
  ],
  [
    'aws-actions/amazon-ecs-deploy-task-definition',
    { target: 'aws', confidence: 'certain', effect: 'change' },
  ],
  [
    'aws-actions/aws-cloudformation-github-deploy',
    { target: 'aws', confidence: 'certain', effect: 'change' },
  ],
  ['aws-actions/aws-lambda-deploy', { target: 'aws', confidence: 'certain', effect: 'change' }],
  [
    'hashicorp/tfc-workflows-github/actions/apply-run',
    { target: 'terraform', confidence: 'certain', effect: 'change' },
  ],
  ['deliverybot/helm', { target: 'kubernetes', confidence: 'certain', effect: 'change' }],
  [
    'bitovi/github-actions-deploy-eks-helm',
    { target: 'kubernetes', confidence: 'certain', effect: 'change' },
  ],
  ['stefanprodan/kube-tools', { target: 'kubernetes', confidence: 'guess', effect: 'change' }],
  ['clowdhaus/argo-cd-action', { target: 'argocd', confidence: 'likely', effect: 'change' }],
  ['actions/deploy-pages', { target: 'pages', confidence: 'certain', effect: 'change' }],
  ['peaceiris/actions-gh-pages', { target: 'pages', confidence: 'certain', effect: 'change' }],
  ['jamesives/github-pages-deploy-action', { target: 'pages', confidence: 'certain', effect: 'change' }],
  ['cloudflare/wrangler-action', { target: 'other', confidence: 'certain', effect: 'change' }],
  ['superfly/flyctl-actions', { target: 'other', confidence: 'certain', effect: 'change' }],
  ['pypa/gh-action-pypi-publish', { target: 'package', confidence: 'certain', effect: 'change' }],
  ['js-devtools/npm-publish', { target: 'package', confidence: 'certain', effect: 'change' }],
  ['rubygems/release-gem', { target: 'package', confidence: 'certain', effect: 'change' }],
]);
