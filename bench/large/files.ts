/** A file of the repository that is measured. */
export interface BenchFile {
  readonly path: string;
  readonly text: string;
}

const APPS = 2_500;
const FED = 500;
const TENANTS = 2_000;
const CHARTS = 200;
const WORKFLOWS = 150;
const DASHBOARDS = 850;
const DOCUMENTS = 10_000;
const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;

/** About 50,000 files as a company's GitOps repository has them: overlays, rights, agents, charts, pipelines, prose. */
export function* benchFiles(): Generator<BenchFile> {
  for (let n = 0; n < APPS; n += 1) yield* app(n);
  for (let n = 0; n < FED; n += 1) yield { path: `clusters/prod/app-${n}.yaml`, text: application(n) };
  for (let n = 0; n < TENANTS; n += 1) yield* tenant(n);
  for (let n = 0; n < CHARTS; n += 1) yield* chart(n);
  for (let n = 0; n < WORKFLOWS; n += 1) yield { path: `.github/workflows/w-${n}.yaml`, text: workflow(n) };
  for (let n = 0; n < DASHBOARDS; n += 1) yield { path: `dashboards/d-${n}.json`, text: dashboard(n) };
  for (let n = 0; n < DOCUMENTS; n += 1)
    yield {
      path: `docs/area-${n % 100}/page-${n}.md`,
      text: `# Page ${n}\n\n${'Some words about it.\n'.repeat(40)}`,
    };
  yield { path: 'CODEOWNERS', text: owners() };
}

function* app(n: number): Generator<BenchFile> {
  const base = `apps/app-${n}/base`;
  const name = `app-${n}`;
  yield {
    path: `${base}/kustomization.yaml`,
    text: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- deployment.yaml\n- service.yaml\n- account.yaml\n- role.yaml\n- binding.yaml\n',
  };
  yield { path: `${base}/deployment.yaml`, text: deployment(name) };
  yield {
    path: `${base}/service.yaml`,
    text: `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  labels:\n    app: ${name}\nspec:\n  selector:\n    app: ${name}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n`,
  };
  yield {
    path: `${base}/account.yaml`,
    text: `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ${name}\n`,
  };
  yield { path: `${base}/role.yaml`, text: role(name, undefined) };
  yield { path: `${base}/binding.yaml`, text: binding(name, undefined) };
  for (const environment of ENVIRONMENTS) {
    const folder = `apps/app-${n}/overlays/${environment}`;
    yield {
      path: `${folder}/kustomization.yaml`,
      text: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${name}-${environment}\nresources:\n- ../../base\npatches:\n- path: replicas.yaml\nimages:\n- name: ${name}\n  newTag: "1.${n}.0"\n`,
    };
    yield {
      path: `${folder}/replicas.yaml`,
      text: `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: ${environment === 'prod' ? 3 : 1}\n`,
    };
  }
}

function deployment(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      serviceAccountName: ${name}
      containers:
      - name: main
        image: registry.example.org/${name}
        ports:
        - containerPort: 8080
        env:
        - name: LOG_LEVEL
          value: info
        - name: DATABASE_URL
          valueFrom:
            secretKeyRef:
              name: ${name}-database
              key: url
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /healthz
            port: 8080
`;
}

function role(name: string, namespace: string | undefined): string {
  const place = namespace === undefined ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${name}
${place}rules:
- apiGroups: [""]
  resources: [configmaps, pods]
  verbs: [get, list, watch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, patch]
`;
}

function binding(name: string, namespace: string | undefined): string {
  const place = namespace === undefined ? '' : `  namespace: ${namespace}\n`;
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
${place}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: ${name}
subjects:
- kind: ServiceAccount
  name: ${name}
- apiGroup: rbac.authorization.k8s.io
  kind: Group
  name: team-${name}
`;
}

function application(n: number): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: app-${n}
  namespace: argocd
spec:
  project: team-${n % 40}
  source:
    repoURL: https://git.example.org/company/large.git
    targetRevision: main
    path: apps/app-${n}/overlays/prod
  destination:
    server: https://kubernetes.default.svc
    namespace: app-${n}-prod
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
`;
}

function* tenant(n: number): Generator<BenchFile> {
  const name = `tenant-${n}`;
  yield { path: `tenants/${name}/role.yaml`, text: role('operator', name) };
  yield { path: `tenants/${name}/binding.yaml`, text: binding('operator', name) };
}

function* chart(n: number): Generator<BenchFile> {
  const folder = `charts/chart-${n}`;
  yield { path: `${folder}/Chart.yaml`, text: `apiVersion: v2\nname: chart-${n}\nversion: 1.0.${n}\n` };
  yield { path: `${folder}/values.yaml`, text: 'image:\n  tag: "1.0"\nreplicas: 2\nresources: {}\n' };
  for (let part = 0; part < 18; part += 1) {
    yield {
      path: `${folder}/templates/part-${part}.yaml`,
      text: `{{- if .Values.enabled }}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ include "name" . }}-${part}\ndata:\n  a: {{ .Values.a | quote }}\n{{- end }}\n`,
    };
  }
}

function workflow(n: number): string {
  return `name: Build ${n}
on:
  push:
    branches: [main]
  pull_request:
    paths: ["apps/app-${n}/**"]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
    - uses: actions/checkout@v4
    - run: make test APP=app-${n}
  deploy:
    needs: test
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-24.04
    environment: production
    permissions:
      contents: read
      id-token: write
    steps:
    - uses: actions/checkout@v4
    - uses: aws-actions/configure-aws-credentials@v4
      with:
        role-to-assume: arn:aws:iam::123456789012:role/app-${n}
        aws-region: eu-central-1
    - run: make deploy APP=app-${n}
`;
}

function dashboard(n: number): string {
  const panels = Array.from({ length: 20 }, (_, id) => ({
    id,
    type: 'timeseries',
    title: `Panel ${id}`,
    targets: [{ expr: `sum(rate(http_requests_total{app="app-${n}"}[5m]))`, legendFormat: '{{code}}' }],
    gridPos: { x: 0, y: id * 8, w: 12, h: 8 },
  }));
  return JSON.stringify({ title: `App ${n}`, panels }, undefined, 2);
}

function owners(): string {
  const lines = ['* @company/platform'];
  for (let n = 0; n < APPS; n += 1) lines.push(`/apps/app-${n}/ @company/team-${n % 40}`);
  return `${lines.join('\n')}\n`;
}
