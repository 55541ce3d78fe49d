import { v7 as uuidV7 } from 'uuid';
import { z } from 'zod';
import type { ImportRow } from './rows.ts';

const ATTEMPTS_MAX = 8;
const PAUSE_MIN_MS = 200;
const PAUSE_MAX_MS = 10_000;
const REQUEST_TIMEOUT_MS = 120_000;
const CATCH_UP_MS = 120_000;

const Answer = z.object({
  rows: z.array(
    z.object({
      row: z.int(),
      outcome: z.enum(['created', 'changed', 'unchanged', 'failed']),
      reason: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
});
export type RowAnswer = z.infer<typeof Answer>['rows'][number];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const detailOf = async (answer: Response): Promise<string> => {
  const text = await answer.text();
  const parsed = z.object({ detail: z.string() }).safeParse(safeJson(text));
  return parsed.success ? parsed.data.detail : text.slice(0, 200);
};
const safeJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
/** A later attempt may succeed: the server is busy, restarting, or still at work on this very request. */
const isPassing = (status: number): boolean => status >= 500 || status === 429 || status === 409;

export type ImportClient = {
  /** Sends rows and answers what became of each; a lost answer is asked for again under the same key. */
  send(rows: readonly ImportRow[]): Promise<readonly RowAnswer[]>;
  /** Waits until lists show everything that was sent. */
  caughtUp(): Promise<void>;
};

export const importClient = (baseUrl: string, token: string): ImportClient => {
  let position = 0n;
  const attempt = async (key: string, body: string): Promise<Response | Error> => {
    try {
      return await fetch(`${baseUrl}/api/v1/catalogue/imports`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key, authorization: `Bearer ${token}` },
        body,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
    } catch (error) {
      return error as Error;
    }
  };
  return {
    send: async (rows) => {
      const key = uuidV7();
      const body = JSON.stringify({ rows });
      for (let tried = 1; ; tried += 1) {
        const answer = await attempt(key, body);
        const mayPass = answer instanceof Error || isPassing(answer.status);
        if (!(answer instanceof Error) && answer.ok) {
          const reached = BigInt(answer.headers.get('x-position') ?? '0');
          if (reached > position) position = reached;
          return Answer.parse(await answer.json()).rows;
        }
        if (!mayPass || tried === ATTEMPTS_MAX) {
          const why =
            answer instanceof Error
              ? `${baseUrl} does not answer (${answer.message}); start the system with npm start`
              : `${baseUrl} answered ${answer.status}: ${await detailOf(answer)}`;
          throw new Error(why);
        }
        await pause(Math.min(PAUSE_MAX_MS, PAUSE_MIN_MS * 2 ** (tried - 1)));
      }
    },
    caughtUp: async () => {
      const deadline = Date.now() + CATCH_UP_MS;
      for (;;) {
        const answer = await fetch(`${baseUrl}/api/v1/products?limit=1&facets=false`, {
          headers: { 'read-after': String(position) },
        });
        await answer.arrayBuffer();
        if (answer.ok) return;
        if (answer.status !== 503 || Date.now() > deadline)
          throw new Error(`the product list did not catch up (status ${answer.status})`);
      }
    },
  };
};
