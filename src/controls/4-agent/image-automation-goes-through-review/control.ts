import type { Facts } from '../../../chain/facts.ts';
import type { ImageAutomationReach } from '../../../model/flux.ts';
import type { Severity } from '../../../model/verdict.ts';
import { effectiveRule } from '../../../stages/2-review/rules.ts';
import type { Control, Judgement } from '../../control.ts';
import { chainOf, feedsFrom } from '../../feed-chain.ts';

export const control: Control = {
  id: 'agent/image-automation-goes-through-review',
  title: 'A robot that follows image tags proposes its commits instead of landing them',
  severity: 'high',
  evaluate: (facts) => [...facts.images.map((reach) => judgeFlux(facts, reach)), ...judgeArgo(facts)],
};

function judgeFlux(facts: Facts, reach: ImageAutomationReach): Judgement {
  const { automation, reachesReconciledBranch: reached } = reach;
  const subject = `ImageUpdateAutomation ${automation.namespace ?? ''}/${automation.name}`;
  const base = { subject, location: reached.at ?? automation.at };
  if (reached.answer === 'unknown')
    return {
      ...base,
      verdict: 'unknown',
      message: `${subject}: ${reached.why}. Provide ${reached.supply ?? 'what it pushes to'}.`,
    };
  if (reached.answer === 'no') return { ...base, verdict: 'holds', message: `${subject}: ${reached.why}.` };
  const images = reach.images.map(({ image }) => image);
  const who = images.length === 0 ? 'an image it follows' : images.slice(0, 3).join(', ');
  const feeds = reach.repository === undefined ? [] : feedsFrom(facts, reach.repository);
  return {
    ...base,
    verdict: 'violated',
    message: `${subject}: ${reached.why}. Whoever may push a tag of ${who} changes what runs.`,
    chain: [
      `tag of ${who} → ${subject}`,
      ...chainOf(
        facts,
        feeds.map(({ feed }) => feed.id),
      ),
    ],
    ...severityOf(facts, reach),
  };
}

/** Rules that nobody passes over refuse the robot's push: then it is only a robot that fails. */
function severityOf(facts: Facts, reach: ImageAutomationReach): { readonly severity?: Severity } {
  if (reach.automation.suspended === 'yes') return { severity: 'low' };
  const repository = facts.repositories.find(({ name }) => name === reach.repository);
  const rule = effectiveRule(repository?.evidence, `refs/heads/${reach.pushesTo ?? 'main'}`);
  const refused = rule.requirePullRequest && rule.bypass !== 'unobservable' && rule.bypass.length === 0;
  return refused ? { severity: 'low' } : {};
}

function judgeArgo(facts: Facts): readonly Judgement[] {
  return facts.inventory.applications.flatMap(({ fact }): readonly Judgement[] => {
    const { imageUpdater, namespace, name, sources } = fact;
    if (imageUpdater === undefined) return [];
    const subject = `Application ${namespace}/${name}`;
    const base = { subject, location: imageUpdater.at };
    const images = imageUpdater.images.join(', ');
    const followed = sources.map((one) => one.revision.value);
    const [branch = ''] = (imageUpdater.branch ?? '').split(':').slice(-1);
    if (imageUpdater.writeBack === 'git' && branch !== '' && !followed.includes(branch))
      return [
        {
          ...base,
          verdict: 'holds',
          message: `${subject}: Image Updater proposes new tags of ${images} on ${branch}.`,
        },
      ];
    return [
      {
        ...base,
        verdict: 'violated',
        message: `${subject}: Image Updater brings new tags of ${images} ${imageUpdater.writeBack === 'git' ? 'to the followed branch' : 'into the live Application, past Git'} without anybody's review.`,
        chain: [`tag of ${images} → ${subject}`],
      },
    ];
  });
}
