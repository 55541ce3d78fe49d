import type { Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../metrics.ts';
import { isTracing, requestSpan, within } from '../tracing.ts';

/**
 * Measures every request, and gives it a span below the caller's when traces are exported. Must be called before the server is
 * ready. The span is entered just before the handler, since reading a body leaves the context in which it began.
 */
export const observeHttp = (app: FastifyInstance, metrics: Metrics | undefined): FastifyInstance => {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('preHandler', (request, _reply, done) => {
    if (!isTracing()) {
      done();
      return;
    }
    const span = requestSpan(`${request.method} ${request.routeOptions.url ?? 'unknown'}`, request.headers);
    spans.set(request, span);
    within(span, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics?.requests.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    );
    const span = spans.get(request);
    if (span !== undefined) {
      span.setAttributes({
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': reply.statusCode,
        'only2u.correlation_id': request.correlationId,
      });
      span.end();
    }
    done();
  });
  return app;
};
