import type { YamlNode } from '../formats/yaml/tree.ts';
import { MainwardError } from '../model/errors.ts';
import { formatLocation, type Location } from '../model/location.ts';
import type { ReviewDefinition } from '../model/review.ts';
import { placeOf } from './plain.ts';
import { ReviewDefinitionDocument } from './review-schema.ts';
import { exact, validated } from './validate.ts';

/** Reads one `ReviewDefinition`. Fails with POLICY_INVALID, also where it would look away from everything. */
export function readReviewDefinition(root: YamlNode): ReviewDefinition {
  const { metadata, spec } = validated(
    ReviewDefinitionDocument,
    root,
    'POLICY_INVALID',
    'The ReviewDefinition',
  );
  for (const [index, { subject, namespace }] of spec.exclude.entries()) {
    if (isAny(subject) && isAny(namespace))
      throw unsound(
        placeOf(root, ['spec', 'exclude', index]),
        'it excludes everybody everywhere, so nothing would be reviewed',
      );
  }
  return { name: metadata.name, ...exact(spec), at: root.at };
}

/** Holds together what stands in several files: each definition has a name of its own. Fails with POLICY_INVALID. */
export function demandOneDefinitionEach(definitions: readonly ReviewDefinition[]): void {
  const names = new Set<string>();
  for (const { name, at } of definitions) {
    if (names.has(name)) throw unsound(at, `there is another ReviewDefinition ${name}`);
    names.add(name);
  }
}

function isAny(pattern: string | undefined): boolean {
  return pattern === undefined || /^\*+$/.test(pattern);
}

function unsound(at: Location, why: string): MainwardError {
  const place = formatLocation(at);
  return new MainwardError('POLICY_INVALID', `The ReviewDefinition at ${place} cannot be used: ${why}.`, {
    fields: { place },
    remedy: 'Mend it; docs/review.md says what a ReviewDefinition demands.',
  });
}
