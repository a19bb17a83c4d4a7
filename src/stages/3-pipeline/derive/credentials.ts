import type {
  CredentialProvider,
  PipelineCredential,
  SecretUse,
  Step,
  Variable,
} from '../../../model/workflow.ts';
import { embedded } from '../expression/parse.ts';
import { pathOf, within } from '../expression/walk.ts';
import { actionName } from '../read/action-ref.ts';
import { variable } from '../read/fields.ts';
import type { StepView } from './step-views.ts';

interface Shape {
  readonly provider: CredentialProvider;
  readonly how: string;
}

/** Names under which lasting keys are handed to programs; the last alternative is what people call them. */
const NAMES: readonly (readonly [RegExp, CredentialProvider, string])[] = [
  [
    /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)$|^(?:.*_)?AWS_(?:ACCESS|SECRET)_(?:ACCESS_)?KEY(?:_ID)?(?:_.*)?$/,
    'aws',
    'an access key',
  ],
  [
    /^GOOGLE_(?:CREDENTIALS|APPLICATION_CREDENTIALS(?:_JSON)?)$|^GC(?:P|LOUD)_(?:.*_)?(?:SA_KEY|CREDENTIALS|SERVICE_ACCOUNT_KEY|SERVICE_KEY|KEY)(?:_.*)?$|^GKE_(?:SA_)?KEY$/,
    'gcp',
    'a service account key',
  ],
  [/^AZURE_CREDENTIALS(?:_.*)?$|^(?:ARM|AZURE)_CLIENT_SECRET(?:_.*)?$/, 'azure', 'a client secret'],
  [/^VAULT_(?:.*_)?TOKEN$|^VAULT_(?:ROLE|SECRET)_ID$/, 'vault', 'a lasting Vault credential'],
  [
    /^(?:.*_)?KUBE_?CONFIG(?:_.*)?$|^(?:K8S|KUBE(?:RNETES)?)_(?:.*_)?TOKEN$|^KUBE_CREDENTIALS$/,
    'kubernetes',
    'a cluster credential',
  ],
  [/^(?:TFE?|TERRAFORM)_(?:API_)?TOKEN(?:_.*)?$|^TF_TOKEN_.*$/, 'terraform-cloud', 'an API token'],
  [/^ARGOCD_(?:AUTH_TOKEN|TOKEN|PASSWORD)$/, 'kubernetes', 'an Argo CD credential'],
  [
    /^(?:.*_)?(?:NPM|NODE_AUTH|PYPI(?:_API)?|TWINE|CARGO_REGISTRY|GEM_HOST_API|RUBYGEMS(?:_API)?|NUGET(?:_API)?|OSSRH|SONATYPE|MAVEN_CENTRAL)_(?:TOKEN|PASSWORD|KEY)$/,
    'package',
    'a publishing token',
  ],
  [
    /^(?:DOCKER(?:HUB|_HUB)?|REGISTRY|QUAY|GHCR|ACR|ECR|GAR)_(?:.*_)?(?:PASSWORD|TOKEN|PASS|SECRET)$/,
    'registry',
    'a registry password',
  ],
  [
    /^(?:.*_)?(?:PAT|GH_PAT|GITHUB_PAT|PERSONAL_ACCESS_TOKEN|DEPLOY_KEY|SSH_PRIVATE_KEY|BOT_(?:GH_|GITHUB_)?TOKEN|RELEASE_TOKEN)(?:_.*)?$/,
    'git',
    'a token or key for Git',
  ],
];

/** What kind of lasting credential a name says it is. Names of what identifies, but does not prove, are none. */
export function shapeOf(name: string): Shape | undefined {
  const upper = name.toUpperCase().replaceAll('-', '_');
  const found = NAMES.find(([pattern]) => upper.length <= 100 && pattern.test(upper));
  return found === undefined ? undefined : { provider: found[1], how: found[2] };
}

/** Inputs of actions that take a lasting credential. */
const INPUTS: ReadonlyMap<
  string,
  readonly (readonly [input: string, provider: CredentialProvider, how: string])[]
> = new Map([
  ['aws-actions/configure-aws-credentials', [['aws-secret-access-key', 'aws', 'an access key']]],
  ['google-github-actions/auth', [['credentials_json', 'gcp', 'a service account key']]],
  ['google-github-actions/setup-gcloud', [['service_account_key', 'gcp', 'a service account key']]],
  ['azure/login', [['creds', 'azure', 'a client secret']]],
  [
    'azure/k8s-set-context',
    [
      ['kubeconfig', 'kubernetes', 'a kubeconfig'],
      ['k8s-secret', 'kubernetes', 'a service account token'],
    ],
  ],
  ['azure/docker-login', [['password', 'registry', 'a registry password']]],
  ['docker/login-action', [['password', 'registry', 'a registry password']]],
  [
    'hashicorp/vault-action',
    [
      ['token', 'vault', 'a lasting Vault token'],
      ['secretid', 'vault', 'a lasting AppRole secret'],
    ],
  ],
  ['hashicorp/setup-terraform', [['cli_config_credentials_token', 'terraform-cloud', 'an API token']]],
  ['pypa/gh-action-pypi-publish', [['password', 'package', 'a publishing token']]],
  [
    'actions/checkout',
    [
      ['token', 'git', 'a token other than the job’s own'],
      ['ssh-key', 'git', 'a key for Git'],
    ],
  ],
  ['peter-evans/create-pull-request', [['token', 'git', 'a token other than the job’s own']]],
  ['actions/create-github-app-token', [['private-key', 'github-app', 'the app’s private key']]],
  ['tibdex/github-app-token', [['private_key', 'github-app', 'the app’s private key']]],
  [
    'peter-murray/workflow-application-token-action',
    [['application_private_key', 'github-app', 'the app’s private key']],
  ],
]);

/** Inputs that name a role to be had for the job's identity token. */
const ROLES: ReadonlyMap<string, readonly (readonly [input: string, provider: CredentialProvider])[]> =
  new Map([
    ['aws-actions/configure-aws-credentials', [['role-to-assume', 'aws']]],
    [
      'google-github-actions/auth',
      [
        ['service_account', 'gcp'],
        ['workload_identity_provider', 'gcp'],
      ],
    ],
    ['azure/login', [['client-id', 'azure']]],
    ['hashicorp/vault-action', [['role', 'vault']]],
    ['octo-sts/action', [['identity', 'git']]],
  ]);

/** Lasting keys the job is given, and roles it assumes by its identity token, each once. */
export function credentialsOf(views: readonly StepView[], secrets: SecretUse): readonly PipelineCredential[] {
  const found: PipelineCredential[] = [];
  for (const { step } of views) found.push(...ofInputs(step), ...ofRoles(step));
  for (const use of secrets.named) {
    const shape = shapeOf(use.name);
    if (shape === undefined || found.some((one) => one.kind === 'static' && one.name === use.name)) continue;
    const base = { kind: 'static', ...shape, name: use.name, at: use.at } as const;
    found.push({ ...base, confidence: 'likely', ...(use.step === undefined ? {} : { step: use.step }) });
  }
  return found;
}

function ofInputs(step: Step): readonly PipelineCredential[] {
  const inputs = INPUTS.get(actionName(step.uses)) ?? [];
  return inputs.flatMap(([name, provider, how]) => {
    const given = variable(step.with, name);
    const secret = given === undefined ? undefined : secretNamed(given);
    if (given === undefined || secret === undefined) return [];
    return [
      { kind: 'static', provider, name: secret, how, confidence: 'certain', at: given.at, step: step.name },
    ];
  });
}

/** The secret an input is filled from; `undefined` for the job's own token, for outputs and for other texts. */
function secretNamed({ value }: Variable): string | undefined {
  const names = embedded(value)
    .flatMap(({ expression }) => (expression === undefined ? [] : within(expression)))
    .flatMap((one) =>
      one.kind === 'reference' && one.root === 'secrets' ? [pathOf(one).slice('secrets.'.length)] : [],
    )
    .map((name) => name.toUpperCase())
    .filter((name) => name !== 'GITHUB_TOKEN' && name !== '');
  return names.find((name) => shapeOf(name) !== undefined) ?? names[0];
}

function ofRoles(step: Step): readonly PipelineCredential[] {
  const name = actionName(step.uses);
  if (hasStatic(step, name)) return [];
  for (const [input, provider] of ROLES.get(name) ?? []) {
    const role = variable(step.with, input);
    if (role === undefined) continue;
    const field = { value: role.value, at: role.at, keyAt: role.keyAt };
    return [
      {
        kind: 'federated',
        provider,
        name: role.value,
        role: field,
        how: name,
        confidence: 'certain',
        at: role.at,
        step: step.name,
      },
    ];
  }
  return [];
}

/** A role that is reached with a key is not federated. */
function hasStatic(step: Step, name: string): boolean {
  if (name === 'hashicorp/vault-action') {
    const method = variable(step.with, 'method')?.value.toLowerCase();
    return method !== 'jwt';
  }
  const keys = (INPUTS.get(name) ?? []).map(([key]) => variable(step.with, key));
  const access = variable(step.with, 'aws-access-key-id');
  return [...keys, access].some((one) => one !== undefined && one.value.trim() !== '');
}
