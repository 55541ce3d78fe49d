import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Razorpay from 'razorpay';
import { PaymentGatewayError } from '../../domains/kernel/ports/payment-gateway.ts';
import { gatewayError } from './failures.ts';
import type { RazorpayConfig } from './config.ts';

const SOCKETS_MAX = 64;
const IDLE_SOCKETS_MAX = 16;
const RESPONSE_BYTES_MAX = 1_048_576;

/** The part of the HTTP client inside the npm client that we lean on. It is untyped there, so it is checked at start. */
interface InnerHttp {
  readonly defaults: Record<string, unknown>;
  readonly interceptors: {
    readonly response: { use(onAnswer: undefined, onError: (error: unknown) => never): void };
  };
  post(path: string, body: unknown, options: { headers: Record<string, string> }): Promise<{ data: unknown }>;
}

export interface RazorpayClient {
  readonly api: Razorpay;
  /** A POST with headers of our own, on the same connections; the npm client lets only two header names through. */
  post(path: string, body: unknown, headers: Record<string, string>): Promise<unknown>;
  close(): void;
}

/** Makes one named call to the gateway and answers its body, not yet read against the contract. */
export type Caller = (name: string, run: (client: RazorpayClient) => Promise<unknown>) => Promise<unknown>;

/**
 * The vendor's npm client, pointed at the configured host, with kept-alive connections and a time limit. Whatever goes
 * wrong on the wire surfaces from `call` as a `PaymentGatewayError`.
 */
export function createClient(config: RazorpayConfig): RazorpayClient {
  const api = new Razorpay({ key_id: config.keyId, key_secret: config.keySecret });
  const http = innerHttp(api);
  const sockets = { keepAlive: true, maxSockets: SOCKETS_MAX, maxFreeSockets: IDLE_SOCKETS_MAX };
  const [httpAgent, httpsAgent] = [new HttpAgent(sockets), new HttpsAgent(sockets)];
  Object.assign(http.defaults, {
    baseURL: config.baseUrl.replace(/\/+$/, ''),
    timeout: config.timeoutMs,
    httpAgent,
    httpsAgent,
    // The API never redirects; following one would resend the credentials to wherever it points.
    maxRedirects: 0,
    proxy: false,
    maxContentLength: RESPONSE_BYTES_MAX,
    maxBodyLength: RESPONSE_BYTES_MAX,
  });
  http.interceptors.response.use(undefined, throwShaped);
  return {
    api,
    post: async (path, body, headers) => (await http.post(`/v1${path}`, body, { headers })).data,
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** Runs one call of the npm client and turns whatever it throws into the port's error. */
export async function call(name: string, run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    const failure = find(error, 'error', 'wireFailure') ?? find(error, 'wireFailure');
    if (error instanceof PaymentGatewayError) throw error;
    if (isWireFailure(failure)) throw gatewayError(name, failure);
    throw gatewayError(name, { networkCode: null, response: null });
  }
}

interface Shaped {
  readonly wireFailure: Parameters<typeof gatewayError>[1];
}

/**
 * The npm client reads `err.response.status` even where no answer came, and drops headers. So every failure is given a
 * response whose error carries all that we need to know.
 */
function throwShaped(error: unknown): never {
  const status = find(error, 'response', 'status');
  const shaped: Shaped = {
    wireFailure: {
      networkCode: asText(find(error, 'code')),
      response:
        typeof status === 'number'
          ? {
              status,
              retryAfter: asText(find(error, 'response', 'headers', 'retry-after')),
              body: find(error, 'response', 'data'),
            }
          : null,
    },
  };
  // A plain Error, not the HTTP client's: that one holds the credentials and the whole request.
  throw Object.assign(new Error('The payment gateway did not answer with success'), shaped, {
    response: { status: typeof status === 'number' ? status : 0, data: { error: shaped } },
  });
}

function innerHttp(api: Razorpay): InnerHttp {
  const http: unknown = Reflect.get(api.api, 'rq');
  const usable =
    typeof find(http, 'defaults') === 'object' &&
    typeof find(http, 'interceptors', 'response', 'use') === 'function' &&
    typeof find(http, 'post') === 'function';
  if (!usable)
    throw new Error('This version of the razorpay package is built differently: check infra/razorpay/client');
  return http as InnerHttp;
}

function isWireFailure(value: unknown): value is Shaped['wireFailure'] {
  return typeof value === 'object' && value !== null && 'networkCode' in value && 'response' in value;
}

function find(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const open = (typeof inner === 'object' && inner !== null) || typeof inner === 'function';
    return open ? Reflect.get(inner, key) : undefined;
  }, value);
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
