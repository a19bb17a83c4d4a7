import { randomBytes } from 'node:crypto';
import { GitCliOpener } from '../../src/adapters/git-cli/opener.ts';
import { ReviewBoard } from '../../src/flows/review/board/board.ts';
import type { Campaign } from '../../src/flows/review/board/campaign.ts';
import { DecisionDesk } from '../../src/flows/review/decide/desk.ts';
import { Insights } from '../../src/flows/review/insight.ts';
import { ReviewStarter, type StartRequest } from '../../src/flows/review/start.ts';
import { TipReader } from '../../src/flows/review/tip.ts';
import { ReviewTurn } from '../../src/flows/review/turn.ts';
import { NAME, Scene } from '../thread/scene.ts';
import { DEFINITION } from './repository.ts';

/** A repository whose landings are recorded, and campaigns about it. */
export class CampaignScene {
  readonly scene: Scene = new Scene();
  readonly board: ReviewBoard = new ReviewBoard(this.scene.ledger);
  readonly observer = this.scene.observer();
  readonly starter = new ReviewStarter({
    git: new GitCliOpener(),
    ledger: this.scene.ledger,
    clock: this.scene.clock,
    random: { bytes: (count) => randomBytes(count) },
    pause: { pause: () => Promise.resolve() },
    board: this.board,
    observers: new Map([[NAME, this.observer]]),
  });
  readonly insights = new Insights({
    git: new GitCliOpener(),
    clock: this.scene.clock,
    board: this.board,
    places: new Map([[NAME, { path: this.scene.shop.folder, policy: '.mainward' }]]),
  });
  readonly decisions = new DecisionDesk({
    board: this.board,
    ledger: this.scene.ledger,
    clock: this.scene.clock,
    random: { bytes: (count) => randomBytes(count) },
    observers: new Map([[NAME, this.observer]]),
    tips: new TipReader({ git: new GitCliOpener(), observers: new Map([[NAME, this.observer]]) }),
    insights: this.insights,
    turn: new ReviewTurn(),
  });
  #number = 0;

  /** A change lands that Ben agreed to, or nobody. */
  land(files: Readonly<Record<string, string>>, agreed = true): string {
    const { scene } = this;
    const number = (this.#number += 1);
    const head = scene.shop.offer(number, scene.tip(), files);
    if (agreed) scene.approve('ben', head);
    return scene.shop.merge(number, head);
  }

  define(text: string = DEFINITION): string {
    return this.land({ '.mainward/review.yaml': text });
  }

  async start(request: Partial<StartRequest> = {}): Promise<Campaign> {
    await this.observer.observe();
    return this.starter.start({ definition: 'quarterly', by: 'dee', ...request });
  }

  close(campaign: Campaign): Promise<unknown> {
    return this.scene.ledger.append({ type: 'review.closed', campaign: campaign.id, outcome: 'closed' });
  }
}
