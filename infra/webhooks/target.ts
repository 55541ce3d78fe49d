import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { WebhookAnswer, WebhookCall, WebhookTarget } from '../../domains/kernel/ports/webhook-target.ts';
import { isLoopbackAddress, isPublicAddress } from './addresses.ts';

type Resolve = (host: string) => Promise<readonly LookupAddress[]>;
export type WebhookTargetOptions = {
  /** For development and tests: plain HTTP and addresses of this machine. Never where others may register endpoints. */
  readonly allowsLoopback: boolean;
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  /** The system's resolver unless another is given. */
  readonly resolve?: Resolve;
};

/** Why a call is not made. The words are shown to admins and never hold the address that a name leads to. */
class Refused extends Error {}

const ADDRESSES_MAX = 32;
const RETRY_AFTER_MAX_MS = 86_400_000;

const resolveBySystem: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookUp(host, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });

/** The host without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const isAllowed = (address: string, allowsLoopback: boolean): boolean =>
  isPublicAddress(address) || (allowsLoopback && isLoopbackAddress(address));

/** What is wrong with the text of an address, whatever its name leads to. */
const wrongForm = (url: URL, allowsLoopback: boolean): string | undefined => {
  if (url.username !== '' || url.password !== '') return 'url: leave out the user and the password.';
  if (url.hash !== '') return 'url: leave out the part after #.';
  if (url.protocol === 'https:') return undefined;
  const host = hostOf(url);
  if (url.protocol === 'http:' && allowsLoopback && (host === 'localhost' || isLoopbackAddress(host))) return undefined;
  return 'url: use https.';
};

/** All addresses of the host, if each of them may be called: a host that is partly ours is not somebody else's. */
const checkedAddresses = async (url: URL, options: WebhookTargetOptions): Promise<readonly LookupAddress[]> => {
  const { allowsLoopback, resolve = resolveBySystem } = options;
  const form = wrongForm(url, allowsLoopback);
  if (form !== undefined) throw new Refused(form);
  const host = hostOf(url);
  const family = isIP(host);
  const found = family === 0 ? await resolve(host).catch(() => []) : [{ address: host, family }];
  if (found.length === 0) throw new Refused('url: the name of the host leads nowhere.');
  if (!found.slice(0, ADDRESSES_MAX).every(({ address }) => isAllowed(address, allowsLoopback)))
    throw new Refused('url: the host must have public addresses only.');
  return found.slice(0, ADDRESSES_MAX);
};

/** Gives the socket the addresses that were checked, so that no second look-up can give others. */
const pinned =
  (addresses: readonly LookupAddress[]): LookupFunction =>
  (_host, { all }, callback) => {
    if (all === true) callback(null, [...addresses]);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };

/** Seconds, or a date (RFC 9110 10.2.3); 0 for anything else. */
const retryAfterOf = ({ headers }: IncomingMessage): number => {
  const text = headers['retry-after'];
  if (text === undefined) return 0;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(RETRY_AFTER_MAX_MS, Math.max(0, ms)) : 0;
};

/** Reads so much of the answer and no more, however much is sent. */
const startOf = async (answer: IncomingMessage, bytesMax: number): Promise<string> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= bytesMax) break;
  }
  return Buffer.concat(parts).subarray(0, bytesMax).toString('utf8');
};

const reasonOf = (error: unknown, signal: AbortSignal): string => {
  if (error instanceof Refused) return error.message;
  if (signal.aborted) return 'no answer in time';
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
};

/** What the work gives, unless the signal fires before: looking up a name cannot be ended, only left alone. */
const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new Error('aborted'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });

const send = (url: URL, options: RequestOptions, body: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve);
    request.once('error', reject);
    request.end(body);
  });

/** Calls receivers' addresses over HTTP(S), one connection for each call. */
export const createWebhookTarget = (options: WebhookTargetOptions): WebhookTarget => {
  const exchange = async (
    { url: text, headers, body }: WebhookCall,
    signal: AbortSignal,
  ): Promise<Pick<WebhookAnswer, 'status' | 'body' | 'retryAfterMs'>> => {
    const url = new URL(text);
    const lookup = pinned(await untilAborted(checkedAddresses(url, options), signal));
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const request = { method: 'POST', headers: { ...headers, ...length }, lookup, signal, agent: false };
    const answer = await send(url, request, body);
    try {
      const start = await startOf(answer, options.answerBytesMax);
      return { status: answer.statusCode!, body: start, retryAfterMs: retryAfterOf(answer) };
    } finally {
      answer.destroy();
    }
  };
  return {
    refusal: async (text) => {
      try {
        await checkedAddresses(new URL(text), options);
        return undefined;
      } catch (error) {
        return error instanceof Refused ? error.message : 'url: must be an address such as https://example.com/hook.';
      }
    },
    post: async (call) => {
      const began = performance.now();
      const timeout = AbortSignal.timeout(options.timeoutMs);
      const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
      const durationMs = (): number => Math.round(performance.now() - began);
      try {
        return { ...(await exchange(call, signal)), failure: undefined, durationMs: durationMs() };
      } catch (error) {
        const failure = reasonOf(error, signal);
        return { status: undefined, failure, body: '', durationMs: durationMs(), retryAfterMs: 0 };
      }
    },
  };
};
