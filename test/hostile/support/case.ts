/** Where one hostile thing is made. Everything lies in a temporary folder of its own. */
export interface Room {
  /** What is judged is made in here: it must be the same afterwards, to the byte and the time. */
  readonly judged: string;
  /** For what must not lie in the judged folder. */
  readonly aside: string;
  /** A shell command that leaves a mark; a planted command uses it. */
  readonly bait: string;
  /** `host:port` of a listener on this machine that counts who calls. */
  readonly listener: string;
}

/** What was made, and how it is judged. */
export interface Subject {
  readonly path: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Judged by an account that owns nothing; only where the tests run as root. */
  readonly asNobody?: boolean;
  /** Does what a careless reader would do. The bait must take, or the trap is none and the case proves nothing. */
  readonly spring?: () => void;
}

export interface HostileCase {
  readonly name: string;
  make(room: Room): Subject;
  /** Each stands somewhere in what was said or written. */
  readonly says: readonly (string | RegExp)[];
  /** None of it stands there. */
  readonly hides?: readonly string[];
  readonly exit: number | readonly number[];
  /** Judged by a process of its own, whose weight is taken; else inside the test. */
  readonly heavy?: boolean;
  /** Seconds of processor time that `verify` may take, where it has to try what cannot be told beforehand. */
  readonly patience?: number;
  /** Why the case is left out here, where it cannot be made. */
  readonly skip?: string | false;
}
