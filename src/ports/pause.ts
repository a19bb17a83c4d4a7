/** Lets time go by. */
export interface Pause {
  /** Resolves after so many milliseconds, or as soon as the signal aborts. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
