import { v7 as uuidV7 } from 'uuid';

export type Answer<Body> = { readonly status: number; readonly position: string | undefined; readonly body: Body };
type Options = { readonly token?: string; readonly body?: unknown; readonly readAfter?: string | undefined };

/** What the phone app knows how to do: requests with a token, an Idempotency-Key for writes, and Read-After after its own write. */
export class ShopClient {
  readonly #base: string;
  constructor(base: string) {
    this.#base = base;
  }

  /**
   * `Body` is what the caller reads of the answer.
   * @throws when the answer is not the expected kind, with what the server said.
   */
  async send<Body>(method: string, path: string, { token, body, readAfter }: Options = {}): Promise<Answer<Body>> {
    const url = path.startsWith('/simulators') ? `${this.#base}${path}` : `${this.#base}/api/v1${path}`;
    const answer = await fetch(url, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'idempotency-key': uuidV7() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(readAfter === undefined ? {} : { 'read-after': readAfter }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return {
      status: answer.status,
      position: answer.headers.get('x-position') ?? undefined,
      body: JSON.parse(text === '' ? 'null' : text) as Body,
    };
  }
}

const LOOKS_MAX = 40;
const PAUSE_MS = 50;

/** Asks again while the answer is not as expected, for what follows from a write a moment later; the last answer stands. */
export const askUntil = async <T>(ask: () => Promise<Answer<T>>, isThere: (body: T) => boolean): Promise<Answer<T>> => {
  for (let look = 1; ; look += 1) {
    const answer = await ask();
    if (isThere(answer.body) || look === LOOKS_MAX) return answer;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};
