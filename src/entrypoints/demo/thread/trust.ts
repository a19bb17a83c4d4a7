/** Who the broker trusts in the demo: one policy a stage, for the pipeline of `infrastructure`. */
export function trustPolicies(issuer: string, audience: string): string {
  return `${policy('validate', 'pull_request', issuer, audience)}---\n${policy('deploy', 'push', issuer, audience)}`;
}

function policy(stage: 'validate' | 'deploy', event: string, issuer: string, audience: string): string {
  return `apiVersion: mainward.dev/v1alpha1
kind: TrustPolicy
metadata:
  name: infrastructure-${stage}
spec:
  issuer: ${issuer}
  audience: ${audience}
  claims:
    repository: acme/infrastructure
    event_name: ${event}
  grants:
    - stage: ${stage}
      environment: production
      repository: infrastructure
      cluster: production
      serviceAccount: pipelines/${stage}-production
      ttlMinutes: 10
`;
}
