import { MainwardError } from '../../model/errors.ts';
import { type DefaultPolicy, defaultPolicy, KNOWN_VERSIONS } from '../../stages/5-cluster/defaults.ts';

/** The default roles of a release, or with `none` nothing; fails with USAGE for a release that is not known. */
export function defaultsOf(version = '1.35'): DefaultPolicy {
  const defaults = defaultPolicy(version);
  if (defaults !== undefined) return defaults;
  throw new MainwardError(
    'USAGE',
    `The default roles of Kubernetes ${JSON.stringify(version)} are not known.`,
    { remedy: `Use one of ${[...KNOWN_VERSIONS, 'none'].join(', ')}.` },
  );
}
