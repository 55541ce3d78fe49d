import { requireSettings } from '../infra/config.ts';
import { observedRequests, upstreamPool } from '../infra/gateway/gateway-metrics.ts';
import { allowedOrigins } from '../infra/gateway/browsers.ts';
import { startGateway } from '../infra/gateway/gateway.ts';
import { limitedRate } from '../infra/gateway/limited-rate.ts';
import { routeNames, type Operations } from '../infra/gateway/route-names.ts';
import { URL_PARAMETER_MAX } from '../infra/http/server.ts';
import { trustedProxies } from '../infra/http/trusted-proxies.ts';
import { memoryRateLimiter } from '../infra/memory/rate-limiter.ts';
import { NEEDED_SETTINGS } from '../infra/needed-settings.ts';
import { openRedis } from '../infra/redis/connection.ts';
import { redisRateLimiter } from '../infra/redis/rate-limiter.ts';
import type { Start } from './process.ts';
import { apiDocument, siteServer } from './site.ts';
import { upstreamReadiness } from './watch.ts';

/** The one base URL in front of separate command and query APIs, with the documentation. */
export const gatewayProcess: Start = async ({ config, log, metrics }) => {
  const { COMMAND_API_URL, READ_API_URL } = requireSettings(config, NEEDED_SETTINGS.gateway.required);
  const commands = new URL(COMMAND_API_URL);
  const reads = new URL(READ_API_URL);
  const readiness = async (): Promise<readonly string[]> =>
    (
      await Promise.all([upstreamReadiness('the command API', commands), upstreamReadiness('the query API', reads)])
    ).flat();
  const site = await siteServer({ metrics, readiness, log });
  const own = site.routing.bind(site);
  const simulators = config.SIMULATORS_URL;
  // Counted in Redis, so that several gateways share one limit.
  const redis = config.REDIS_URL === undefined ? undefined : await openRedis(config.REDIS_URL);
  const limiter = redis === undefined ? memoryRateLimiter() : redisRateLimiter(redis);
  const perMinute = config.REQUESTS_PER_MINUTE_MAX;
  const gateway = await startGateway({
    ...(perMinute === 0 ? {} : { admit: limitedRate(limiter, perMinute) }),
    observe: observedRequests(metrics, routeNames(apiDocument['paths'] as Operations, URL_PARAMETER_MAX)),
    pool: upstreamPool(metrics),
    trustsProxy: trustedProxies(config.TRUSTED_PROXIES),
    allowsOrigin: allowedOrigins(config.CORS_ORIGINS),
    port: config.PORT,
    host: config.HOST,
    routes: {
      commands,
      reads,
      prefixes: [
        ...(simulators === undefined ? [] : [{ prefix: '/simulators', upstream: new URL(simulators) }]),
        ...['/docs', '/openapi.json', '/health', '/metrics'].map((prefix) => ({ prefix, upstream: own })),
      ],
    },
  });
  return {
    url: gateway.url,
    stop: async () => {
      await gateway.stop();
      await site.close();
      await redis?.close();
    },
  };
};
