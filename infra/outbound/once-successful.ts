/**
 * Does the work once for all who ask. While it is under way everybody waits for the same attempt; when it fails all of them
 * are told, and whoever asks next tries again.
 */
export const onceSuccessful = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let attempt: Promise<T> | undefined;
  return () =>
    (attempt ??= work().catch((error: unknown) => {
      attempt = undefined;
      throw error;
    }));
};

/** Waits for the first attempt at something, so long at most, whether it succeeds or not. Never throws. */
export const givenAMoment = async (attempt: Promise<unknown>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([attempt.then(() => undefined).catch(() => undefined), over]);
  clearTimeout(timer);
};
