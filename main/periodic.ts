export type Periodic = {
  /** Ends it, and resolves when what is under way has ended. */
  stop(): Promise<void>;
};

/** Does work again and again, `pauseMs` after it ended, never twice at once. A failure is told and does not end it. */
export const periodic = (
  pauseMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): Periodic => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const once = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onError(error);
    }
    next();
  };
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = once();
    }, pauseMs);
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
