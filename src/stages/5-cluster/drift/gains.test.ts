import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { subjectKey } from '../ask/names.ts';
import { Authorizer } from '../authorizer.ts';
import { accessDifference, type GrantDifference } from '../difference/access.ts';
import { readCluster } from '../read.ts';
import { cluster, object } from './fixtures/cluster.ts';
import { anyCluster, anyObject, nameOfWritten } from './fixtures/random.ts';
import { gainsOf } from './gains.ts';
import { rbacKey, readRbac } from './rbac-object.ts';

function whole(objects: readonly string[]): Authorizer {
  return new Authorizer(readCluster('c', objects.map(object)));
}

/** Grants as texts, without how they are held. */
function texts(
  grants: readonly Pick<
    GrantDifference,
    'subject' | 'verbs' | 'groups' | 'resources' | 'names' | 'nonResourceURLs' | 'namespace'
  >[],
): readonly string[] {
  return grants
    .map(({ subject, verbs, groups, resources, names, nonResourceURLs, namespace }) =>
      JSON.stringify([subjectKey(subject), verbs, groups, resources, names, nonResourceURLs, namespace]),
    )
    .sort();
}

/** One object, as it is and as Git has it, and all others. */
const oneChange = fc
  .tuple(anyCluster, anyObject, fc.option(anyObject, { nil: undefined }), fc.boolean())
  .map(([others, one, other, gone]) => {
    const name = nameOfWritten(one);
    const same = other === undefined ? undefined : other.replace(nameOfWritten(other), name);
    const git = same !== undefined && other?.split(' ')[0] === one.split(' ')[0] ? same : undefined;
    return {
      others: others.filter((found) => nameOfWritten(found) !== name),
      live: gone && git !== undefined ? undefined : one,
      git,
    };
  });

describe('what one object does is told from a slice', () => {
  test('as it is told from the two whole clusters', () => {
    let different = 0;
    fc.assert(
      fc.property(oneChange, ({ others, live, git }) => {
        const [now, then] = [live, git].map((one) => (one === undefined ? [] : [one]));
        const expected = accessDifference(
          whole([...others, ...(then ?? [])]),
          whole([...others, ...(now ?? [])]),
        );
        const index = cluster(...others);
        const [read, desired] = [live, git].map((one) =>
          one === undefined ? undefined : readRbac(object(one))?.object,
        );
        const any = read ?? desired;
        if (any === undefined) return;
        const delta = gainsOf({
          key: rbacKey(any),
          live: read,
          git: desired,
          cluster: index.live,
          explained: index.explained(),
        });
        if (expected.gained.length + expected.lost.length > 0) different += 1;
        const said = { gained: texts(delta.gained), lost: texts(delta.lost) };
        expect(said).toEqual({ gained: texts(expected.gained), lost: texts(expected.lost) });
        expect(delta.uncounted).toBe(0);
      }),
      { numRuns: 600 },
    );
    expect(different).toBeGreaterThan(60);
  });
});
