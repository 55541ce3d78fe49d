const POLL_MS = 5;
/** Looks in a row that must agree, since work may pass from one part to another between two of them. */
const CALM_LOOKS = 2;

/** Resolves when `isSettled` holds; throws with `describe` when it does not within the time. */
export const untilSettled = async (
  isSettled: () => boolean,
  describe: () => string,
  timeoutMs: number,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  for (let calm = 0; calm < CALM_LOOKS;) {
    calm = isSettled() ? calm + 1 : 0;
    if (performance.now() > deadline) throw new Error(`not settled after ${timeoutMs} ms: ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
