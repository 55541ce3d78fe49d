import { z } from 'zod';
import { createResilience, type Resilience } from '../outbound/resilience.ts';
import type { ShiprocketConfig } from './config.ts';
import { errorReading, failureOf, lost, unavailable } from './failures.ts';
import { keptToken } from './token.ts';

const ANSWER_BYTES_MAX = 1_048_576;
const FILE_BYTES_MAX = 5_242_880;

const Login = z.object({ token: z.string().min(1).max(5_000) });

export type Call = {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** Below `/v1/external`. */
  readonly path: string;
  readonly body?: object;
};
export interface ShiprocketClient {
  /** One call, tried once; the answer is not yet read against the contract. */
  once(call: Call): Promise<unknown>;
  /** The same for calls that may be made again. */
  repeated(call: Call): Promise<unknown>;
  /** The bytes of a file at an address that an answer named. No credential goes along. */
  file(name: string, url: string): Promise<Buffer>;
  readonly resilience: Resilience;
}

const bytesOf = async (name: string, answer: Response, bytesMax: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += (chunk as Uint8Array).byteLength;
    if (size > bytesMax) throw unavailable(name, { cause: 'malformed', effect: 'unknown' });
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks);
};

const jsonOf = (name: string, bytes: Buffer, isError: boolean): unknown => {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    // An error page of whatever stands before the API is as good as no body.
    if (isError) return undefined;
    throw unavailable(name, { cause: 'malformed', effect: 'unknown' });
  }
};

/** A file at an address that an answer named; no credential goes along, and no address inside the house is asked. */
const fetchFile = async (name: string, url: string, { baseUrl, timeoutMs }: ShiprocketConfig): Promise<Buffer> => {
  const isSafe = url.startsWith('https://') || url.startsWith(`${new URL(baseUrl).origin}/`);
  if (!isSafe) throw unavailable(name, { cause: 'malformed', effect: 'none' });
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw failureOf(name, answer, undefined);
    return await bytesOf(name, answer, FILE_BYTES_MAX);
  } catch (error) {
    if (error instanceof Error && error.name === 'CourierGatewayError') throw error;
    throw lost(name, error);
  }
};

/** The HTTP API with a token that is kept, and fetched anew when it is no longer taken. */
export const shiprocketClient = (config: ShiprocketConfig): ShiprocketClient => {
  const resilience = createResilience(config, errorReading(config.circuitOpenMs));
  const base = `${config.baseUrl.replace(/\/+$/, '')}/v1/external`;

  const request = async (
    { name, method, path, body }: Call,
    bearer?: string,
  ): Promise<{ answer: Response; json: unknown }> => {
    try {
      const answer = await fetch(base + path, {
        method,
        // The API never redirects; following one would resend the token to wherever it points.
        redirect: 'manual',
        signal: AbortSignal.timeout(config.timeoutMs),
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const bytes = await bytesOf(name, answer, ANSWER_BYTES_MAX);
      return { answer, json: jsonOf(name, bytes, !answer.ok) };
    } catch (error) {
      if (error instanceof Error && error.name === 'CourierGatewayError') throw error;
      throw lost(name, error);
    }
  };

  const login = async (): Promise<string> => {
    const { email, password } = config;
    const call = { name: 'login', method: 'POST', path: '/auth/login', body: { email, password } } as const;
    const { answer, json } = await request(call);
    if (!answer.ok) throw failureOf('login', answer, undefined);
    const read = Login.safeParse(json);
    if (!read.success) throw unavailable('login', { cause: 'malformed', effect: 'none' });
    return read.data.token;
  };
  const token = keptToken(login, config.nowMs);

  const carryOut = async (call: Call): Promise<unknown> => {
    const bearer = await token.current();
    const first = await request(call, bearer);
    if (first.answer.ok) return first.json;
    if (first.answer.status !== 401) throw failureOf(call.name, first.answer, first.json);
    await token.drop(bearer);
    const second = await request(call, await token.current());
    if (second.answer.ok) return second.json;
    throw failureOf(call.name, second.answer, second.json);
  };

  const once = (call: Call): Promise<unknown> => resilience.once(call.name, () => carryOut(call));
  return {
    once,
    repeated: (call) => resilience.repeated(() => once(call)),
    file: (name, url) => resilience.repeated(() => resilience.once(name, () => fetchFile(name, url, config))),
    resilience,
  };
};
