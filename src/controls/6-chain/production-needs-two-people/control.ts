import type { Quorum, QuorumPath } from '../../../model/graph.ts';
import { costOf } from '../../../model/graph.ts';
import type { Control, Judgement } from '../../control.ts';
import { nameOf } from '../../landing-fact.ts';

/** Paths that one finding tells of. */
const MOST_PATHS = 3;

export const control: Control = {
  id: 'chain/production-needs-two-people',
  title: 'Changing production takes two people',
  severity: 'critical',
  evaluate: (facts) =>
    facts.quorums
      .filter(({ target, route }) => target === 'production' && route === 'delivery')
      .map((quorum) => judge(quorum)),
};

function judge(quorum: Quorum): Judgement {
  const { target, effect, atMost, atLeast, open } = quorum;
  const subject = `${effect} of ${target}`;
  const group = `quorum of ${target}`;
  if (atMost !== null && atMost <= 1) return violated(quorum, subject, group);
  if (atLeast >= 2)
    return {
      verdict: 'holds',
      subject,
      message: `Changing the ${subject} takes at least ${atLeast} people.`,
    };
  const [assumed] = quorum.paths.flatMap((path) => (costOf(path) <= 1 ? path.assumed : []));
  return {
    verdict: 'unknown',
    subject,
    group,
    message: `Whether one person alone can change the ${subject} cannot be told${assumed === undefined ? '' : `: they can, if ${assumed}`}. Provide ${open[0] ?? 'evidence of the forge, and a roster'}.`,
  };
}

function violated(quorum: Quorum, subject: string, group: string): Judgement {
  const { alone, atMost } = quorum;
  const paths = quorum.paths.filter((path) => isWitnessed(path) && costOf(path) <= 1);
  const [first] = paths;
  const who = [...alone.people.map(nameOf), ...alone.robots];
  const shown = who.slice(0, MOST_PATHS).join(', ');
  const people =
    atMost === 0
      ? 'somebody from outside'
      : who.length === 0
        ? 'one person'
        : who.length > MOST_PATHS
          ? `each of ${who.length} people and robots (${shown} …)`
          : shown;
  const places = paths.flatMap(({ steps }) => steps.flatMap(({ location }) => location ?? []));
  const [location, ...related] = places;
  return {
    verdict: 'violated',
    subject,
    group,
    message: `The ${subject} can be changed by ${people} alone. ${paths.length} ${paths.length === 1 ? 'way is' : 'ways are'} known.`,
    ...(location === undefined ? {} : { location }),
    related,
    chain: (first?.steps ?? []).map(({ from, to, why }) => `${from} → ${to}: ${why}`),
    context: subject,
  };
}

function isWitnessed({ steps, assumed }: QuorumPath): boolean {
  return assumed.length === 0 && steps.every(({ evidence }) => evidence === 'witnessed');
}
