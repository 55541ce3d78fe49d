/** Tokens live ten days; a new one is fetched a day before. */
const TOKEN_LIFETIME_MS = 9 * 86_400_000;

export type KeptToken = {
  current(): Promise<string>;
  /** This one is no longer taken; another one that was fetched meanwhile stays. */
  drop(value: string): Promise<void>;
};

/** A token that is fetched when it is needed, once for all calls that want it at the same time, and again before it gets old. */
export const keptToken = (fetchToken: () => Promise<string>, nowMs: () => number): KeptToken => {
  let kept: { readonly value: Promise<string>; readonly until: number } | undefined;
  return {
    current: async () => {
      if (kept === undefined || kept.until <= nowMs())
        kept = { value: fetchToken(), until: nowMs() + TOKEN_LIFETIME_MS };
      const mine = kept;
      try {
        return await mine.value;
      } catch (error) {
        if (kept === mine) kept = undefined;
        throw error;
      }
    },
    drop: async (value) => {
      const mine = kept;
      if ((await mine?.value.catch(() => value)) === value && kept === mine) kept = undefined;
    },
  };
};
