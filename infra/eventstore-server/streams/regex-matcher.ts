import { Worker } from 'node:worker_threads';
import { FILTER_REGEX_MS_MAX } from '../limits.ts';
import { invalidArgument } from '../protocol/status.ts';

/** Tests names against one regular expression. */
export interface RegexMatcher {
  /** Rejects with INVALID_ARGUMENT when the expression takes too long on these names. */
  test(names: readonly string[]): boolean[] | Promise<boolean[]>;
}

/**
 * Compiles a filter's expression. One that cannot backtrack is evaluated on the spot; any other in a thread of its
 * own with a time limit, so that a hostile expression costs its sender the call and nobody else anything.
 */
export function compileRegex(source: string): RegexMatcher {
  let regex: RegExp;
  try {
    regex = new RegExp(source, 'u');
  } catch {
    regex = withoutUnicodeMode(source);
  }
  if (isLinear(source)) return { test: (names) => names.map((name) => regex.test(name)) };
  return { test: (names) => sharedThread.test({ source, flags: regex.flags, names }) };
}

/** .NET accepts escapes, `[^\$]` for one, that JavaScript accepts only outside Unicode mode. */
function withoutUnicodeMode(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw invalidArgument(`filter.regex does not compile: ${(error as Error).message}.`);
  }
}

/** Anchored at the start, without groups, alternatives or back references, and with one unbounded quantifier at most. */
export function isLinear(source: string): boolean {
  if (!source.startsWith('^') || source.length > 256) return false;
  const withoutClasses = source.replace(/\\[^0-9k]/g, 'x').replace(/\[[^\]]*\]/g, 'x');
  return (
    !/[()|\\{]/.test(withoutClasses) &&
    (withoutClasses.match(/[*+]/g)?.length ?? 0) <= 1 &&
    !/\?.*\?/.test(withoutClasses)
  );
}

interface Job {
  readonly source: string;
  readonly flags: string;
  readonly names: readonly string[];
}
interface Waiting {
  readonly job: Job;
  readonly resolve: (answers: boolean[]) => void;
  readonly reject: (error: Error) => void;
}

const THREAD_SOURCE = `
  const { parentPort } = require('node:worker_threads');
  const compiled = new Map();
  parentPort.on('message', ({ source, flags, names }) => {
    const key = flags + '/' + source;
    if (compiled.size > 1000) compiled.clear();
    if (!compiled.has(key)) compiled.set(key, new RegExp(source, flags));
    parentPort.postMessage(names.map((name) => compiled.get(key).test(name)));
  });`;

/** One thread for all expressions; a job that exceeds its time is refused and the thread replaced. */
class RegexThread {
  #worker: Worker | undefined;
  #queue: Waiting[] = [];
  #running: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;

  test(job: Job): Promise<boolean[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#queue.shift();
    if (this.#running === undefined) return;
    if (this.#worker === undefined) this.#worker = this.#start();
    else this.#send(this.#worker, this.#running);
  }

  #send(worker: Worker, { job }: Waiting): void {
    worker.postMessage(job);
    this.#timer = setTimeout(() => this.#giveUp(), FILTER_REGEX_MS_MAX);
  }

  #start(): Worker {
    const worker = new Worker(THREAD_SOURCE, { eval: true });
    // It must not keep the process alive: it has nothing to lose.
    worker.unref();
    // The time of a job must not include the start of the thread.
    worker.once('online', () => {
      if (this.#running !== undefined && this.#worker === worker) this.#send(worker, this.#running);
    });
    worker.on('message', (answers: boolean[]) => {
      const done = this.#finish();
      done?.resolve(answers);
      this.#next();
    });
    worker.on('error', (error) => {
      this.#worker = undefined;
      this.#finish()?.reject(error as Error);
      this.#next();
    });
    return worker;
  }

  #giveUp(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#finish()?.reject(
      invalidArgument(
        `filter.regex took longer than ${FILTER_REGEX_MS_MAX} ms on one page of names; use a prefix or a simpler expression.`,
      ),
    );
    this.#next();
  }

  #finish(): Waiting | undefined {
    clearTimeout(this.#timer);
    const done = this.#running;
    this.#running = undefined;
    return done;
  }
}

const sharedThread = new RegexThread();
