/** Calls that wait for the next batch; more fail at once. */
export const WAITING_MAX = 50_000;

/**
 * Turns single calls into batches: while one batch is under way the next gathers. An idle caller waits for nobody, busy ones
 * share a round trip. `run` answers in the order of its inputs.
 */
export const batched = <In, Out>(
  batchMax: number,
  run: (inputs: readonly In[]) => Promise<readonly Out[]>,
): ((input: In) => Promise<Out>) => {
  type Call = {
    readonly input: In;
    readonly resolve: (output: Out) => void;
    readonly reject: (error: unknown) => void;
  };
  const waiting: Call[] = [];
  let running = false;
  const drain = async (): Promise<void> => {
    running = true;
    // Calls of the same turn of the event loop go together even when nothing is under way.
    await Promise.resolve();
    while (waiting.length > 0) {
      const calls = waiting.splice(0, batchMax);
      try {
        const outputs = await run(calls.map(({ input }) => input));
        for (const [index, call] of calls.entries()) call.resolve(outputs[index]!);
      } catch (error) {
        for (const call of calls) call.reject(error);
      }
    }
    running = false;
  };
  return (input) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= WAITING_MAX) {
        reject(new Error(`more than ${WAITING_MAX} calls wait for one batch`));
        return;
      }
      waiting.push({ input, resolve, reject });
      if (!running) void drain();
    });
};
