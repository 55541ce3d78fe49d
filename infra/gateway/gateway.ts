import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { ProblemError } from '../http/problem.ts';
import { clientAddress, trustedProxies, type TrustsProxy } from '../http/trusted-proxies.ts';
import { allowedOrigins, answerBrowser, type AllowsOrigin } from './browsers.ts';
import { answerProblem, forward } from './forward.ts';
import { upstreamPool, type ObserveRequest, type UpstreamPool } from './gateway-metrics.ts';

/** Where the gateway sends a request: a listener in this process, or the address of another one. */
export type Upstream = RequestListener | URL;

export type GatewayRoutes = {
  readonly commands: Upstream;
  readonly reads: Upstream;
  /** Other paths, longest prefix first. */
  readonly prefixes: readonly { readonly prefix: string; readonly upstream: Upstream }[];
};

/** Why a request is not let in; undefined lets it in. */
export type Admit = (incoming: IncomingMessage) => Promise<ProblemError | undefined>;

export type Gateway = { readonly port: number; readonly url: string; stop(): Promise<void> };

/** Paths outside the API that the command side answers, reads among them: the authorization server of OAuth. */
const COMMAND_PATHS = ['/oauth', '/.well-known'];
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const DRAIN_TIMEOUT_MS = 10_000;
const REQUEST_HEADERS_TIMEOUT_MS = 15_000;

/**
 * The one base URL: reads go to the query API, writes to the command API. In one process it calls their listeners directly,
 * so it costs no hop; before separate processes it is a proxy.
 */
export const startGateway = async (options: {
  readonly port: number;
  readonly host: string;
  readonly routes: GatewayRoutes;
  /** Asked before every request to the APIs; everybody is let in without it. */
  readonly admit?: Admit;
  /** Told of every request. */
  readonly observe?: ObserveRequest;
  readonly pool?: UpstreamPool;
  /** The proxies before it that may name whom they speak for; those of this machine unless told otherwise. */
  readonly trustsProxy?: TrustsProxy;
  /** The pages of other origins that may ask in a browser; none unless told otherwise. */
  readonly allowsOrigin?: AllowsOrigin;
}): Promise<Gateway> => {
  const { admit, observe, pool = upstreamPool(), trustsProxy = trustedProxies() } = options;
  const { allowsOrigin = allowedOrigins('') } = options;
  const { commands, reads, prefixes } = options.routes;
  const dispatch = (upstream: Upstream, incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (upstream instanceof URL) forward(upstream, incoming, outgoing, pool);
    else upstream(incoming, outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    // From here on one address stands for whoever asks, however many proxies the request came through.
    incoming.headers['x-forwarded-for'] = clientAddress(incoming, trustsProxy);
    observe?.(incoming, outgoing);
    if (answerBrowser(incoming, outgoing, allowsOrigin)) return;
    const path = incoming.url ?? '/';
    const isBelow = (prefix: string): boolean =>
      path === prefix || path.startsWith(`${prefix}/`) || path.startsWith(`${prefix}?`);
    const other = prefixes.find(({ prefix }) => isBelow(prefix));
    const isRead = READS.has(incoming.method ?? 'GET') && !COMMAND_PATHS.some(isBelow);
    const upstream = other?.upstream ?? (isRead ? reads : commands);
    if (admit === undefined || other !== undefined) {
      dispatch(upstream, incoming, outgoing);
      return;
    }
    void admit(incoming).then((refusal) => {
      if (refusal === undefined) dispatch(upstream, incoming, outgoing);
      else answerProblem(incoming, outgoing, refusal);
    });
  });
  server.headersTimeout = REQUEST_HEADERS_TIMEOUT_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${options.port} is in use; stop what listens there or set PORT to a free one.`)
          : error,
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    url: `http://${options.host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), DRAIN_TIMEOUT_MS);
        server.close(() => {
          clearTimeout(timer);
          pool.agent.destroy();
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
