import { Presets, SingleBar } from 'cli-progress';

export type Progress = { advance(rows: number): void; stop(): void };

const LINE_EVERY_MS = 2_000;
const MS_PER_SECOND = 1_000;

/** A bar on a terminal, a line every two seconds elsewhere: what is done, how fast, how long it still takes. */
export const showProgress = (total: number): Progress => {
  const startedAt = performance.now();
  let done = 0;
  const rate = (): number => (done * MS_PER_SECOND) / Math.max(1, performance.now() - startedAt);
  if (process.stdout.isTTY) {
    const bar = new SingleBar(
      { format: '{bar} {percentage}% | {value}/{total} products | {rate}/s | ETA {eta_formatted}', hideCursor: true },
      Presets.shades_classic,
    );
    bar.start(total, 0, { rate: '0' });
    return {
      advance: (rows) => {
        done += rows;
        bar.update(done, { rate: rate().toFixed(0) });
      },
      stop: () => bar.stop(),
    };
  }
  const line = (): void => {
    const left = rate() === 0 ? '?' : Math.ceil((total - done) / rate());
    const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
    console.log(`${done}/${total} products (${percent}%), ${rate().toFixed(0)}/s, ETA ${left} s`);
  };
  const timer = setInterval(line, LINE_EVERY_MS);
  return {
    advance: (rows) => {
      done += rows;
    },
    stop: () => {
      clearInterval(timer);
      line();
    },
  };
};
