import type { Arena } from './arena.ts';
import type { Roles } from './base.ts';
import type { Story } from './story.ts';
import type { Goal } from './wanted.ts';

/** What somebody wants, and what they try. It is the same whatever they meet: what is answered decides the next step. */
export interface Attack {
  readonly goal: (roles: Roles) => Goal;
  readonly play: (arena: Arena, story: Story) => Promise<void>;
}
