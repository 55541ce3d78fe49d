import fastify from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import { voiceRoutes } from './carriers/voice.ts';
import { whatsappRoutes } from './carriers/whatsapp.ts';
import { DEVELOPMENT_CREDENTIALS } from './development-credentials.ts';
import { MailSimulator, type MailSimulatorOptions } from './mail/server.ts';
import { INDEX_PAGE } from './index-page.ts';
import { ControlProblem, sendProblem } from './problem.ts';
import { controlRoutes } from './razorpay/control-routes.ts';
import { sendDueMoney } from './razorpay/due.ts';
import { vendorRoutes } from './razorpay/vendor-routes.ts';
import { World } from './razorpay/world.ts';
import type { RazorpaySimulatorOptions } from './razorpay/world.ts';
import { shiprocketControlRoutes } from './shiprocket/control-routes.ts';
import { shiprocketFiles, shiprocketVendorRoutes } from './shiprocket/vendor-routes.ts';
import { ShiprocketWorld, type ShiprocketSimulatorOptions } from './shiprocket/world.ts';
import { smsRoutes } from './sms/routes.ts';
import type { SmsSimulatorOptions } from './sms/routes.ts';

const BODY_BYTES_MAX = 262_144;

export interface SimulatorsOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Loopback unless told otherwise: the simulators believe whoever reaches them. */
  readonly host?: string;
  readonly razorpay: RazorpaySimulatorOptions;
  readonly sms: SmsSimulatorOptions;
  /** Without it there is no courier company. */
  readonly shiprocket?: ShiprocketSimulatorOptions;
  /** Without it there is no mail relay. */
  readonly mail?: MailSimulatorOptions;
  /** Where to remember orders, payments, refunds and webhooks over a restart; in memory only without it. */
  readonly directory?: string;
  /** Unix milliseconds; the machine's clock without it. */
  readonly clock?: () => number;
}

export interface Simulators {
  /** `http://host:port`; the providers' base addresses are `<url>/simulators/razorpay`, `.../sms` and `.../shiprocket`. */
  readonly url: string;
  /** Where the mail relay listens, with its credentials; undefined without one. */
  readonly mailUrl: string | undefined;
  /** Tells the simulated gateway where its webhooks go, for systems whose port is known only after they started. */
  readonly setWebhookUrl: (url: string) => void;
  readonly stop: () => Promise<void>;
}

/** Starts the simulated providers on one port. Rejects when the port is taken. */
export async function startSimulators(options: SimulatorsOptions): Promise<Simulators> {
  const world = new World(options.razorpay, {
    directory: options.directory,
    clock: options.clock,
    whenDue: sendDueMoney,
  });
  const app = fastify({ logger: false, bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  app.setErrorHandler<FastifyError | ControlProblem>((error, _request, reply) => sendProblem(reply, problemOf(error)));
  const mail = options.mail && new MailSimulator(options.mail, world.clock);
  await app.register(simulators(world, options, mail), { prefix: '/simulators' });
  const host = options.host ?? '127.0.0.1';
  try {
    const url = await app.listen({ port: options.port, host });
    const mailPort = await mail?.listen(options.mail!.port, host);
    world.wake();
    return {
      url,
      mailUrl:
        mailPort === undefined
          ? undefined
          : `smtp://${options.mail!.user}:${options.mail!.password}@127.0.0.1:${mailPort}`,
      setWebhookUrl: (receiver) => {
        world.webhooks.settings.url = receiver;
        world.wake();
      },
      stop: async () => {
        await app.close();
        await mail?.close();
        world.close();
      },
    };
  } catch (error) {
    await app.close();
    world.close();
    throw error;
  }
}

function simulators(world: World, options: SimulatorsOptions, mail: MailSimulator | undefined) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(INDEX_PAGE));
    app.register(
      scope((inner) => vendorRoutes(inner, world)),
      { prefix: '/razorpay/v1' },
    );
    app.register(
      scope((inner) => controlRoutes(inner, world)),
      { prefix: '/razorpay' },
    );
    app.register(
      scope((inner) => smsRoutes(inner, options.sms, world.clock)),
      { prefix: '/sms' },
    );
    app.register(
      scope((inner) => whatsappRoutes(inner, DEVELOPMENT_CREDENTIALS.whatsapp, world.clock)),
      { prefix: '/whatsapp' },
    );
    app.register(
      scope((inner) => voiceRoutes(inner, DEVELOPMENT_CREDENTIALS.voice, world.clock)),
      { prefix: '/voice' },
    );
    if (options.shiprocket !== undefined) {
      const couriers = new ShiprocketWorld(options.shiprocket, world.clock);
      app.register(
        scope((inner) => shiprocketVendorRoutes(inner, couriers)),
        { prefix: '/shiprocket/v1/external' },
      );
      app.register(
        scope((inner) => {
          shiprocketFiles(inner, couriers);
          shiprocketControlRoutes(inner, couriers);
        }),
        { prefix: '/shiprocket' },
      );
    }
    if (mail !== undefined)
      app.register(
        scope((inner) => mail.routes(inner)),
        { prefix: '/mail' },
      );
    done();
  };
}

/** Fastify wants to be told when a plugin is ready; ours are ready at once. */
function scope(routes: (app: FastifyInstance) => void) {
  return (app: FastifyInstance, _options: unknown, done: () => void): void => {
    routes(app);
    done();
  };
}

function problemOf(error: FastifyError | ControlProblem): ControlProblem {
  if (error instanceof ControlProblem) return error;
  const status = error.statusCode ?? 500;
  return new ControlProblem(status, status < 500 ? error.message : 'The simulator failed; this is a defect in it.');
}
