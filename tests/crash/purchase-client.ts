import { v7 as uuidV7 } from 'uuid';

export type Answer = { readonly status: number; readonly body: unknown };
/** Longer than the shop needs to come back, on a machine that does other things as well. */
const ATTEMPTS_MAX = 6_000;
const PAUSE_MS = 100;

/**
 * What a careful phone app does: every write has one key, and is sent again under it until there is an answer. While the
 * shop is down there is none.
 */
export class PatientClient {
  readonly #url: string;
  readonly #token: string;
  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async send(method: string, path: string, body?: unknown): Promise<Answer> {
    const key = uuidV7();
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const answer = await this.#once(method, path, key, body);
      if (answer !== undefined && answer.status < 500) return answer;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    throw new Error(`${method} ${path} had no answer`);
  }

  async #once(method: string, path: string, key: string, body: unknown): Promise<Answer | undefined> {
    const target = path.startsWith('/simulators') ? `${this.#url}${path}` : `${this.#url}/api/v1${path}`;
    try {
      const answer = await fetch(target, {
        method,
        headers: {
          ...(method === 'GET' ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          authorization: `Bearer ${this.#token}`,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) as unknown };
    } catch {
      return undefined;
    }
  }

  /** Asks until the answer is as wanted; undefined when it never is. */
  async until<T>(path: string, isWanted: (body: T) => boolean): Promise<T | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      const { status, body } = await this.send('GET', path);
      if (status === 200 && isWanted(body as T)) return body as T;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return undefined;
  }
}
