import { assess } from '../../chain/assess.ts';
import type { WhoCanChangeDocument } from '../../model/ask.ts';
import { MainwardError } from '../../model/errors.ts';
import type { Quorum } from '../../model/graph.ts';
import { readDeclared } from '../scan/declared.ts';
import { openAll } from '../scan/open.ts';
import { nearest } from './nearest.ts';
import type { AskPorts, AskRequest } from './request.ts';

/** The verb that is asked of the chain and not of a cluster. */
export const CHANGE = 'change';

/** Who, acting alone, can change an environment, and what it takes otherwise. Throws `TARGET_UNKNOWN`. */
export async function askWhoCanChange(
  target: string,
  request: AskRequest,
  ports: AskPorts,
): Promise<WhoCanChangeDocument> {
  const all = await quorumsOf(request, ports);
  const targets = [...new Set(all.map((one) => one.target))];
  const quorums = all.filter((one) => one.target === target);
  if (quorums.length === 0) throw unknownTarget(target, targets);
  return {
    schema: 'mainward.dev/who-can/v1',
    question: `${CHANGE} ${target}`,
    cluster: null,
    target,
    subjects: aloneIn(quorums),
    quorum: quorums.map(withoutOpen),
    unknown: [...new Set(quorums.flatMap((one) => one.open))].map((reason) => ({ reason })),
  };
}

async function quorumsOf(request: AskRequest, ports: AskPorts): Promise<readonly Quorum[]> {
  const { evidence, now } = request;
  const opened = await openAll(request.paths, false, ports);
  try {
    const declared = await Promise.all(opened.map((one) => readDeclared(one.tree)));
    const system = evidence.system ?? declared.flatMap((one) => one.systems)[0];
    return assess({
      now,
      repositories: opened.map((one, index) => ({
        name: one.name,
        tree: one.tree,
        urls: one.git?.remoteUrl === undefined ? [] : [one.git.remoteUrl],
        ...(one.branch === undefined ? {} : { branch: one.branch }),
        requirements: [...evidence.requirements, ...(declared[index]?.requirements ?? [])],
      })),
      forges: evidence.forges,
      trusts: evidence.trusts,
      ...(evidence.roster === undefined ? {} : { roster: evidence.roster }),
      ...(evidence.mainward === undefined ? {} : { mainward: evidence.mainward }),
      ...(system === undefined ? {} : { system }),
    }).quorums;
  } finally {
    for (const one of opened) await one.git?.close();
  }
}

function withoutOpen({ open: _open, ...quorum }: Quorum): Omit<Quorum, 'open'> {
  return quorum;
}

function aloneIn(quorums: readonly Quorum[]): WhoCanChangeDocument['subjects'] {
  const entries = quorums.flatMap(({ alone, route, effect }) => [
    ...alone.people.map((name) => ({ subject: { kind: 'Person', name } as const, via: { route, effect } })),
    ...alone.robots.map((name) => ({ subject: { kind: 'Robot', name } as const, via: { route, effect } })),
  ]);
  return [...Map.groupBy(entries, ({ subject }) => JSON.stringify([subject.kind, subject.name]))]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, same]) =>
      same.slice(0, 1).map(({ subject }) => ({ subject, via: same.map(({ via }) => via) })),
    );
}

function unknownTarget(target: string, targets: readonly string[]): MainwardError {
  if (targets.length === 0) {
    return new MainwardError('NOTHING_TO_JUDGE', 'Nothing here was found to reach a cluster.', {
      remedy: 'Name the repository that your agents follow with -C DIR.',
    });
  }
  const meant = nearest(target, targets);
  return new MainwardError('TARGET_UNKNOWN', `There is no environment ${JSON.stringify(target)} in view.`, {
    remedy: `${meant === undefined ? '' : `Did you mean ${JSON.stringify(meant)}? `}There is ${targets.map((one) => JSON.stringify(one)).join(', ')}.`,
  });
}
