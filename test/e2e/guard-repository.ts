import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Scene } from '../thread/scene.ts';

/** A bare repository that people push to, with what a cluster should be and how it is guarded. */
export class GuardedRepository {
  readonly bare: string;
  /** The commit from which on landings are judged. */
  readonly since: string;
  readonly #scene: Scene;
  #number = 0;

  constructor(files: Readonly<Record<string, string>>) {
    this.#scene = new Scene();
    const { shop } = this.#scene;
    shop.git('rm', '-q', '-r', '.');
    this.since = shop.commit('What the cluster is', files);
    this.bare = join(shop.root, 'server', 'shop.git');
    mkdirSync(join(shop.root, 'server'));
    execFileSync('git', ['clone', '-q', '--bare', shop.folder, this.bare]);
    mkdirSync(join(this.bare, 'mainward'));
    writeFileSync(join(this.bare, 'hooks', 'post-receive'), '#!/bin/sh\nexec cat >> mainward/moved\n', {
      mode: 0o755,
    });
    shop.git('remote', 'add', 'origin', this.bare);
  }

  get tip(): string {
    return this.#scene.tip();
  }

  /** Offers a change, has Ben agree to it, merges and pushes it; the commit that landed. `null` = the file is gone. */
  land(files: Readonly<Record<string, string | null>>): string {
    return this.#merge(files, true);
  }

  /** The same, and nobody agrees. */
  smuggle(files: Readonly<Record<string, string | null>>): string {
    return this.#merge(files, false);
  }

  remove(): void {
    this.#scene.remove();
  }

  #merge(files: Readonly<Record<string, string | null>>, agreed: boolean): string {
    const { shop } = this.#scene;
    this.#number += 1;
    const head = this.#offer(files);
    shop.git('push', '-q', 'origin', `${head}:refs/pull/${this.#number}/head`);
    if (agreed) {
      this.#scene.approve('ben', head);
      shop.git('push', '-q', 'origin', '+refs/mainward/attestations');
    }
    const commit = shop.merge(this.#number, head);
    shop.git('push', '-q', 'origin', 'main');
    return commit;
  }

  #offer(files: Readonly<Record<string, string | null>>): string {
    const { shop } = this.#scene;
    shop.git('checkout', '-q', '--detach', this.tip);
    for (const [path, text] of Object.entries(files))
      if (text === null) rmSync(join(shop.folder, path), { force: true });
    const written = Object.entries(files).flatMap(([path, text]) =>
      text === null ? [] : [[path, text] as const],
    );
    const head = shop.commit(`Offer ${this.#number}`, Object.fromEntries(written));
    shop.git('update-ref', `refs/pull/${this.#number}/head`, head);
    shop.git('checkout', '-q', 'main');
    return head;
  }
}
