import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { Counter, Histogram } from 'prom-client';
import { LATENCY_BUCKETS_SECONDS, type Metrics } from '../metrics.ts';

/** Connections to one upstream; requests beyond them wait for one to be free. */
export const UPSTREAM_CONNECTIONS_MAX = 256;
const UPSTREAM_IDLE_CONNECTIONS_MAX = 64;
const MS_PER_SECOND = 1_000;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** The status of an answer that was not sent to its end. */
const CUT = 'cut';

/** Measures one request from its arrival to the end of its answer. */
export type ObserveRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** How requests are passed on to other processes, and who hears of it when one gives no answer. */
export type UpstreamPool = {
  readonly agent: Agent;
  readonly onFailure: (upstream: URL, error: NodeJS.ErrnoException) => void;
};

/** Requests by route template, method and status: their number is the throughput, those of 5xx are the errors. */
export const observedRequests = (
  { registry }: Pick<Metrics, 'registry'>,
  nameOf: (method: string | undefined, url: string | undefined) => string,
): ObserveRequest => {
  const requests = new Histogram({
    name: 'gateway_request_seconds',
    help: 'Time from the arrival of a request at the gateway to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers: [registry],
  });
  return (incoming, outgoing) => {
    const began = performance.now();
    const { method = 'GET', url } = incoming;
    outgoing.once('close', () => {
      requests.observe(
        {
          method: METHODS.has(method) ? method : 'OTHER',
          route: nameOf(method, url),
          status: outgoing.writableFinished ? String(outgoing.statusCode) : CUT,
        },
        (performance.now() - began) / MS_PER_SECOND,
      );
    });
  };
};

const count = (lists: NodeJS.ReadOnlyDict<readonly unknown[]>): number =>
  Object.values(lists).reduce((sum, list) => sum + (list?.length ?? 0), 0);

/** The connections to the processes behind the gateway, kept open between requests. */
export const upstreamPool = (metrics?: Pick<Metrics, 'registry' | 'gauge'>): UpstreamPool => {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: UPSTREAM_CONNECTIONS_MAX,
    maxFreeSockets: UPSTREAM_IDLE_CONNECTIONS_MAX,
  });
  if (metrics === undefined) return { agent, onFailure: () => undefined };
  metrics.gauge('gateway_upstream_connections_busy', 'Connections with a request under way', () =>
    count(agent.sockets),
  );
  metrics.gauge('gateway_upstream_connections_idle', 'Connections kept for the next request', () =>
    count(agent.freeSockets),
  );
  metrics.gauge('gateway_upstream_waiting', 'Requests that wait for a connection', () => count(agent.requests));
  const failures = new Counter({
    name: 'gateway_upstream_failures_total',
    help: 'Requests that another process gave no whole answer to',
    labelNames: ['upstream', 'reason'],
    registers: [metrics.registry],
  });
  return {
    agent,
    onFailure: (upstream, error) => failures.inc({ upstream: upstream.host, reason: error.code ?? error.message }),
  };
};
