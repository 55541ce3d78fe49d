import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import { httpServer } from './server.ts';

/** What is wrong at this moment, in words for the person on call; empty when the process can do its work. */
export type Readiness = () => Promise<readonly string[]>;

/** Health and metrics, for the probes of the platform and for Prometheus. */
export const addOperations = (app: FastifyInstance, metrics: Metrics, readiness: Readiness): FastifyInstance => {
  app.get('/health/live', () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const problems = await readiness();
    const status = problems.length === 0 ? 'ready' : 'not ready';
    return reply.code(problems.length === 0 ? 200 : 503).send({ status, problems });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await metrics.registry.metrics()),
  );
  return app;
};

/** A server for a process that has nothing else to serve. */
export const operationsServer = (metrics: Metrics, readiness: Readiness, log: Logger): FastifyInstance =>
  addOperations(httpServer(log), metrics, readiness);

export const listen = async (app: FastifyInstance, { HOST, PORT }: { HOST: string; PORT: number }): Promise<string> =>
  app.listen({ host: HOST, port: PORT });
