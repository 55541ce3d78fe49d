import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { jwtAccessTokens } from '../infra/auth/access-tokens.ts';
import { openInstallation } from '../infra/auth/installation.ts';
import { publicUrlOf, type Config } from '../infra/config.ts';
import { startStack } from '../infra/local/stack.ts';
import { demoText, demoTokens, openDemoShop } from './demo-shop.ts';
import type { Stop } from './embedded.ts';
import { inheritedEnvironment, requireFreePort, supervise } from './processes.ts';
import { startHost, type ChildEnvironment, type HostProcess } from './stack-processes.ts';

/** The servers that some process of the system talks to. */
const SERVERS = ['eventstore', 'kafka', 'postgres', 'redis', 'cassandra', 'elasticsearch'] as const;
const PROJECTORS = 2;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The vendors' servers, unless the settings name others: then undefined. As variables for the processes. */
const startServers = async (config: Config, stops: Stop[]): Promise<ChildEnvironment | undefined> => {
  if (config.EVENTSTORE_URL !== undefined && config.KAFKA_BROKERS !== undefined && config.POSTGRES_URL !== undefined)
    return undefined;
  const stack = await startStack({ servers: SERVERS, report: say });
  stops.push({ name: 'servers', stop: () => stack.stop() });
  return {
    EVENTSTORE_URL: stack.urls.eventstore,
    KAFKA_BROKERS: stack.urls.kafka,
    POSTGRES_URL: stack.urls.postgres,
    REDIS_URL: stack.urls.redis,
    CASSANDRA_CONTACT_POINTS: stack.urls.cassandra,
    ELASTICSEARCH_URL: stack.urls.elasticsearch,
  };
};

/** Every process of the system against real servers, the gateway in front; each part is stopped in the opposite order. */
export const startStackProfile = async (config: Config, stops: Stop[]): Promise<void> => {
  for (const [port, variable] of [
    [config.PORT, 'PORT'],
    [config.SIMULATORS_PORT, 'SIMULATORS_PORT'],
    [config.SMTP_PORT, 'SMTP_PORT'],
  ] as const)
    await requireFreePort(port, variable);
  await mkdir(`${config.DATA_DIR}/logs`, { recursive: true, mode: 0o700 });
  // Made before the processes start, so that they share them.
  const { signingKey } = await openInstallation(config.DATA_DIR, config.INSTALLATION_SECRET);
  const servers = await startServers(config, stops);
  const simulators = await supervise('simulators', {}, (kind, restart) =>
    say(`${kind} died and is started again (${restart})`),
  );
  stops.push({ name: 'simulators', stop: () => simulators.stop() });
  const logFile = createWriteStream(`${config.DATA_DIR}/logs/only2u.log`, { flags: 'a', mode: 0o600 });
  const host = async (name: string, entry: string, more: ChildEnvironment = {}): Promise<HostProcess> => {
    const began = performance.now();
    const running = await startHost({
      name,
      entry,
      environment: { ...inheritedEnvironment(), PORT: undefined, PUBLIC_URL: publicUrlOf(config), ...servers, ...more },
      onLog: (text) => logFile.write(text),
    });
    stops.push({ name, stop: () => running.stop() });
    say(`  ${name.padEnd(32)} ${(performance.now() - began).toFixed(0).padStart(6)} ms  ${running.url}`);
    return running;
  };
  await host('relay', 'infra/relay/main.ts');
  const projectors = Array.from({ length: PROJECTORS }, (_, index) =>
    host(`projections ${index + 1}`, 'projections/main.ts'),
  );
  const [commands, reads] = await Promise.all([
    host('command API', 'command-api/main.ts'),
    host('query API', 'read-api/main.ts'),
    host('sagas', 'sagas/main.ts'),
    ...projectors,
  ]);
  const gateway = await host('gateway', 'infra/gateway/main.ts', {
    PORT: String(config.PORT),
    COMMAND_API_URL: commands.url,
    READ_API_URL: reads.url,
    SIMULATORS_URL: `http://127.0.0.1:${config.SIMULATORS_PORT}`,
  });
  // Servers that were named are somebody's own: nothing is put into them, and nobody gets a token for the asking.
  const tokens = servers === undefined ? undefined : await demoTokens(jwtAccessTokens(signingKey, Date.now));
  if (tokens !== undefined) await openDemoShop(gateway.url, tokens, config.DATA_DIR);
  process.stdout.write(`ready ${gateway.url}

  API documentation   ${gateway.url}/docs
  Simulators          ${gateway.url}/simulators
  Health, metrics     ${gateway.url}/health/ready  ${gateway.url}/metrics
  Log file            ${config.DATA_DIR}/logs/only2u.log

${tokens === undefined ? '' : demoText(gateway.url, tokens, config.DATA_DIR)}`);
};
