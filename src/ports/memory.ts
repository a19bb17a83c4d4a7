/** Remembers what was computed before. It may forget anything, and nothing may depend on its remembering. */
export interface Memory {
  recall(key: string): Promise<string | undefined>;
  remember(key: string, text: string): Promise<void>;
}
