import { randomBytes, sign } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GitCommitter } from '../../src/adapters/committer-git/committer.ts';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { sshSignature } from '../../src/entrypoints/demo/git/keys.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { RemedyDesk } from '../../src/flows/review/remedy/desk.ts';
import type { RemedyPorts } from '../../src/flows/review/remedy/ports.ts';
import { ReviewTurn } from '../../src/flows/review/turn.ts';
import { preAuthentication, writeEnvelope } from '../../src/formats/dsse/envelope.ts';
import { IN_TOTO_PAYLOAD } from '../../src/formats/in-toto/statement.ts';
import { readObjects } from '../../src/formats/kubernetes/objects.ts';
import { readYaml } from '../../src/formats/yaml/read.ts';
import type { ReviewExceptionStatement, ReviewItem } from '../../src/model/review.ts';
import type { ReviewRemediationDocument } from '../../src/model/review-document.ts';
import { ATTESTATION_NAMESPACE } from '../../src/model/statement.ts';
import { reviewExceptionPayload } from '../../src/stages/2-review/statements/review-exception.ts';
import { LiveRbac } from '../../src/stages/5-cluster/drift/live-rbac.ts';
import { keyOf } from '../native/people.ts';
import { NAME, REF } from '../thread/scene.ts';
import { CampaignScene } from './campaigns.ts';
import type { BrowserKey } from './decisions.ts';
import { DEFINITION } from './repository.ts';

/** A binding of these users, one a line. */
export function bindingOf(name: string, users: readonly string[], role: string = 'view'): string {
  const subjects = users.map(
    (user) => `  - {kind: User, name: ${user}, apiGroup: rbac.authorization.k8s.io}\n`,
  );
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: shop
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects:
${subjects.join('')}`;
}

/** What somebody signs so that an item stays until a day. */
export function exceptionBy(who: string, exception: ReviewExceptionStatement): Uint8Array {
  return envelopeOf(exception, (message) =>
    Buffer.from(sshSignature(keyOf(who), message, ATTESTATION_NAMESPACE)),
  );
}

/** The same, as a session in a browser signs. */
export function exceptionInBrowser({ secret }: BrowserKey, exception: ReviewExceptionStatement): Uint8Array {
  return envelopeOf(exception, (message) =>
    sign('sha256', message, { key: secret, dsaEncoding: 'ieee-p1363' }),
  );
}

function envelopeOf(
  exception: ReviewExceptionStatement,
  make: (message: Uint8Array) => Uint8Array,
): Uint8Array {
  const payload = reviewExceptionPayload(exception);
  return writeEnvelope(IN_TOTO_PAYLOAD, payload, {
    signature: make(preAuthentication(IN_TOTO_PAYLOAD, payload)),
  });
}

/** Campaigns about a repository, and what comes after a revocation in it: on real Git, by a real committer. */
export class RemedyScene extends CampaignScene {
  /** What a guard sees; it is as the test says. */
  readonly clusters: Map<string, LiveRbac> = new Map();
  readonly desk: RemedyDesk;

  constructor(over: Partial<RemedyPorts> = {}) {
    super();
    const { scene, board, observer } = this;
    const keyFile = join(scene.shop.root, 'robot.key');
    writeFileSync(keyFile, scene.keyFile('cy'));
    chmodSync(keyFile, 0o600);
    const robot = { name: 'Cy', email: 'cy@example.org', keyFile };
    const place = { path: scene.shop.folder, ref: REF, robot };
    this.desk = new RemedyDesk({
      git: new GitCliOpener(),
      ledger: scene.ledger,
      clock: scene.clock,
      random: { bytes: (count) => randomBytes(count) },
      board,
      observers: new Map([[NAME, observer]]),
      committer: new GitCommitter(new Map([[NAME, place]]), scene.clock),
      committed: new Set([NAME]),
      turn: new ReviewTurn(),
      live: (cluster) => this.clusters.get(cluster),
      ...over,
    });
  }

  /** A campaign of these files, in which as much may be removed as is there. */
  async campaign(files: Readonly<Record<string, string>>, mostRemoved: number = 1): Promise<Campaign> {
    this.land({
      ...files,
      '.mainward/review.yaml': DEFINITION.replace('clusters:', `mostRemoved: ${mostRemoved}, clusters:`),
    });
    return this.start();
  }

  /** Items about somebody. */
  itemsOf(campaign: Campaign, name: string): readonly ReviewItem[] {
    return [...campaign.items()]
      .map(({ item }) => item)
      .filter(({ principal }) => principal.subject.name === name || principal.person === name);
  }

  revoke(campaign: Campaign, ...names: readonly string[]): void {
    for (const name of names)
      for (const { id } of this.itemsOf(campaign, name)) campaign.states.set(id, 'revoked');
  }

  stateOf(campaign: Campaign, name: string): string | undefined {
    const [item] = this.itemsOf(campaign, name);
    return item === undefined ? undefined : campaign.stateOf(item.id);
  }

  async asked(what: 'remediate' | 'verify', { id }: Campaign): Promise<ReviewRemediationDocument> {
    await this.observer.observe();
    const answer = await this.desk[what](id);
    if (answer === undefined || !answer.ok) throw new Error(JSON.stringify(answer));
    return answer.value;
  }

  /** What a proposal changes, as `git diff` says it: lines with their sign. */
  diffOf(head: string): readonly string[] {
    const { shop } = this.scene;
    return shop
      .git('diff', '--no-color', '--unified=0', `${head}^`, head)
      .split('\n')
      .filter((line) => /^[+-](?![+-])/.test(line));
  }

  /** Ben agrees to what is offered, and it lands. */
  landOffer(number: number, head: string): void {
    const { scene } = this;
    scene.shop.git('update-ref', `refs/pull/${number}/head`, head);
    scene.approve('ben', head);
    scene.shop.merge(number, head);
  }

  /** From now on the repository takes no push, and says this. */
  refusing(say: string): void {
    const hook = join(this.scene.shop.folder, '.git', 'hooks', 'pre-receive');
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\necho '${say}'\nexit 1\n`);
    chmodSync(hook, 0o755);
  }

  /** That an item stays, for a month, as a statement says it. */
  exception(
    campaign: Campaign,
    name: string,
    over: Partial<ReviewExceptionStatement> = {},
  ): ReviewExceptionStatement {
    const now = this.scene.clock.now();
    return {
      campaign: campaign.id,
      population: campaign.started.entry.population,
      exceptions: this.itemsOf(campaign, name).map(({ id, digest }) => ({
        item: id,
        digest,
        reason: 'the sale goes on',
      })),
      expires: new Date(now + 30 * 86_400_000).toISOString(),
      at: new Date(now).toISOString(),
      ...over,
    };
  }

  except(
    campaign: Campaign,
    exception: ReviewExceptionStatement,
    { by = 'dee', envelope = exceptionBy(by, exception) }: { by?: string; envelope?: Uint8Array } = {},
  ): ReturnType<RemedyDesk['except']> {
    const signer = { person: by, issuer: 'https://id.example', subject: by };
    return this.desk.except({ campaign: campaign.id, envelope, signer, expires: exception.expires });
  }

  /** The guard sees these manifests and nothing else. */
  liveIs(text: string): void {
    const live = new LiveRbac();
    const { objects } = readObjects(readYaml(new TextEncoder().encode(text), { path: 'live.yaml' }));
    live.replace('RoleBinding', objects);
    this.clusters.set('production', live);
  }
}
