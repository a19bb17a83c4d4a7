import { MainwardError } from '../../model/errors.ts';
import type { Landing } from '../../model/landing.ts';
import { readLandings } from '../verify/landings.ts';
import { checkOffer } from './checks.ts';
import { type LandingContext, recordBaseline, recordLanding } from './landings.ts';
import { openOffers, recordApproval, recordOffer } from './offers.ts';
import { offerContext, type Shown, type Sight, shownEvidence, standingIn } from './sight.ts';

/** Landings of one observation; more want a place to begin. */
const MOST_LANDINGS = 5_000;
/** Offers that are checked in one observation. */
const MOST_CHECKS = 200;

/** Where judging begins, as the configuration says. */
export async function beginSomewhere(sight: Sight): Promise<void> {
  const { place, recorded, git } = sight;
  const { since, name } = place;
  if (since === undefined) return;
  const baseline = recorded.landed.findLast(({ entry }) => entry.before === undefined);
  if (baseline?.entry.commit === since) return;
  if ((await git.resolve(since)) !== since) {
    throw new MainwardError(
      'REVISION_UNKNOWN',
      `${name} has no commit ${since}, from which on landings are to be judged.`,
      { fields: { repository: name }, remedy: 'Name a commit of the protected ref as `since`.' },
    );
  }
  await recordBaseline(since, { git, ...offerContext(sight) });
}

/** A ref that went back or aside is said once, loudly. */
export async function sayWhetherItWentBack(sight: Sight): Promise<void> {
  const { lost } = await standingIn(sight);
  const { place, recorded, now } = sight;
  if (lost === undefined) return;
  await recorded.sayOnce({
    type: 'gap',
    what: `${place.ref} went back or aside, and no longer holds ${lost}; how it came there`,
    repository: place.name,
    from: recorded.last ?? now,
  });
}

/** Policy goes on with what is accepted, and never back with a ref that went back. */
export async function acceptPolicy(sight: Sight): Promise<void> {
  const { policy, git } = sight;
  const { accepted, holds } = await standingIn(sight);
  if (accepted === undefined) return;
  if (policy.inForce !== undefined && !holds(policy.inForce.commit)) await policy.refuse(accepted);
  else await policy.advance(git, accepted);
}

/** Each landing that is new, and each that was undecided, judged by the policy that was accepted before it. */
export async function recordLandings(sight: Sight, shown: Shown): Promise<void> {
  const { policy, place } = sight;
  let gap: number | undefined;
  for (let again = true; again; ) {
    again = false;
    for (const landing of await landingsOf(sight, shown)) {
      gap ??= isNew(sight, landing) ? await gapOf(sight, landing) : undefined;
      await recordOne(sight, shown, landing, gap);
      if (touchesPolicy(landing, place.policy)) {
        const before = policy.inForce;
        await acceptPolicy(sight);
        again = policy.inForce !== before;
        if (again) break;
      }
    }
  }
}

/** Oldest first. */
async function landingsOf(sight: Sight, shown: Shown): Promise<readonly Landing[]> {
  const { git, place, tip, now } = sight;
  const { undecided, newest } = await standingIn(sight);
  const not = undecided ?? newest;
  if (not === tip) return [];
  const { landings, cut } = await readLandings(git, {
    name: place.name,
    span: { ref: place.ref, tip, not: not === undefined ? [] : [not] },
    evidence: shownEvidence(sight, shown),
    statements: { finder: shown.forge, repository: shown.forge.name, only: true },
    bounds: { landings: MOST_LANDINGS },
    cheaply: false,
    now,
    inForceSupplied: true,
  });
  if (cut) {
    throw new MainwardError(
      'BUDGET_EXCEEDED',
      `${place.name} has more than ${MOST_LANDINGS} landings that were never judged.`,
      {
        fields: { repository: place.name },
        remedy: 'Name a commit as `since`, to judge what landed after it.',
      },
    );
  }
  return landings.toReversed();
}

function isNew({ recorded }: Sight, { commit }: Landing): boolean {
  return !recorded.landed.some(({ entry }) => entry.commit === commit);
}

/** What landed while nobody watched, which includes the time before the first look. */
async function gapOf(
  { watching, recorded, place, now }: Sight,
  { at, before }: Landing,
): Promise<number | undefined> {
  if (watching || before === undefined) return undefined;
  const since = recorded.last ?? at;
  const { index } = await recorded.say({
    type: 'gap',
    what: `${place.ref} of ${place.name}`,
    repository: place.name,
    from: Date.parse(since) < Date.parse(now) ? since : now,
  });
  return index;
}

async function recordOne(
  sight: Sight,
  { view, approvals }: Shown,
  landing: Landing,
  gap: number | undefined,
): Promise<void> {
  const { git, policy, recorded } = sight;
  const context: LandingContext = {
    git,
    approvals,
    pulls: view.evidence.pullRequests?.items ?? [],
    ...offerContext(sight),
    ...(policy.index === undefined ? {} : { policy: policy.index }),
    ...(gap === undefined ? {} : { gap }),
  };
  const told = recorded.landed.findLast(({ entry }) => entry.commit === landing.commit);
  if (told === undefined || told.entry.verdict !== landing.verdict)
    await recordLanding(landing, context, told);
}

function touchesPolicy({ paths }: Landing, folder: string): boolean {
  return paths === null || paths.some((path) => path.startsWith(`${folder}/`));
}

/** What is offered now, and who agreed to it. */
export async function recordOffers(sight: Sight, { view, approvals }: Shown): Promise<void> {
  const context = offerContext(sight);
  for (const offer of openOffers(view.evidence, sight.place.ref)) {
    await recordOffer(offer, sight.tip, context);
    const heads = new Set([offer.head, ...offer.earlier]);
    for (const approval of approvals.filter(({ head }) => heads.has(head)))
      await recordApproval(offer.proposal, approval, context);
  }
}

/** Checks what is offered wherever it, its base, its approvals or the policy changed. */
export async function checkOffers(sight: Sight, shown: Shown): Promise<readonly string[]> {
  const { ports, place, tip, git, now, policy, checked } = sight;
  const { check } = ports;
  if (check === undefined) return [];
  const notes: string[] = [];
  const evidence = shownEvidence(sight, shown);
  const offers = openOffers(shown.view.evidence, place.ref);
  const open = new Set(offers.map(({ proposal }) => proposal));
  for (const proposal of checked.keys()) if (!open.has(proposal)) checked.delete(proposal);
  for (const offer of offers.slice(0, MOST_CHECKS)) {
    const statements = shown.approvals.flatMap(({ head, statement }) =>
      head === offer.head ? [statement] : [],
    );
    const state = JSON.stringify([offer.proposal, offer.head, tip, policy.index, statements.sort()]);
    const before = checked.get(offer.proposal);
    if (before?.state === state) {
      if (before.note !== undefined) notes.push(before.note);
      continue;
    }
    const question = {
      git,
      forge: shown.forge,
      repository: place.name,
      ref: place.ref,
      base: tip,
      head: offer.head,
      evidence,
      now,
    };
    try {
      await checkOffer(offer, question, check, offerContext(sight));
      checked.set(offer.proposal, { state });
    } catch (error) {
      if (!(error instanceof MainwardError) || error.code.startsWith('LEDGER_')) throw error;
      const note = `change ${offer.proposal} of ${place.name} could not be checked: ${error.message}`;
      notes.push(note);
      // What is too large stays too large, and must not be measured at every look.
      if (error.code === 'BUDGET_EXCEEDED') checked.set(offer.proposal, { state, note });
    }
  }
  return notes;
}
