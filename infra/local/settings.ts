import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { serverNames, servers } from './servers.ts';
import type { PortEntry, ServerName } from './servers.ts';

/** The folder of the project, whose `.stack` holds data and logs unless STACK_DIRECTORY says otherwise. */
export const projectFolder = resolve(import.meta.dirname, '..', '..');

const portRule = 'must be a whole number from 1024 to 65535';
const port = (fallback: number) =>
  z.coerce.number(portRule).int(portRule).min(1024, portRule).max(65535, portRule).default(fallback);

export const portEntries: readonly (PortEntry & { server: ServerName; inner: boolean })[] = serverNames.flatMap(
  (server) => {
    const entry = servers[server];
    const main = { ...entry.port, server, inner: false };
    return entry.innerPort === undefined ? [main] : [main, { ...entry.innerPort, server, inner: true }];
  },
);

const shape = z.object({
  STACK_ENGINE: z.enum(['auto', 'docker', 'packages']).default('auto'),
  STACK_DIRECTORY: z.string().min(1).default(join(projectFolder, '.stack')),
  STACK_CACHE: z.string().min(1).optional(),
  XDG_CACHE_HOME: z.string().min(1).optional(),
  JAVA_HOME: z.string().min(1).optional(),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
});
const portsShape = z.object(
  Object.fromEntries(portEntries.map((entry) => [entry.variable, port(entry.fallback)] as const)),
);

/** The ports of one server; `inner` is 0 for a server that has none. */
export interface Ports {
  readonly main: number;
  readonly inner: number;
}

export interface StackSettings {
  readonly engine: 'auto' | 'docker' | 'packages';
  /** Data, logs and pid files. */
  readonly directory: string;
  /** Downloads, outside the work tree, so that a fresh clone does not fetch them again. */
  readonly cache: string;
  readonly javaHome: string | undefined;
  readonly path: string;
  readonly ports: Readonly<Record<ServerName, Ports>>;
}

/**
 * Reads the variables of the stack, once, into a frozen object.
 * Throws an error that lists every variable that cannot be used, and why; two servers on one port count as well.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = process.env): StackSettings {
  const general = shape.safeParse(environment);
  const numbers = portsShape.safeParse(environment);
  const issues = [...(general.error?.issues ?? []), ...(numbers.error?.issues ?? [])];
  if (!general.success || !numbers.success) {
    const lines = issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The stack cannot start with these settings:\n${lines.join('\n')}`);
  }
  const { STACK_ENGINE, STACK_DIRECTORY, STACK_CACHE, XDG_CACHE_HOME, JAVA_HOME, PATH } = general.data;
  refuseSharedPorts(numbers.data);
  const of = (entry: PortEntry | undefined): number => (entry === undefined ? 0 : (numbers.data[entry.variable] ?? 0));
  const portsOf = (name: ServerName): Ports => ({ main: of(servers[name].port), inner: of(servers[name].innerPort) });
  return Object.freeze({
    engine: STACK_ENGINE,
    directory: resolve(STACK_DIRECTORY),
    cache: resolve(STACK_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'only2u-stack')),
    javaHome: JAVA_HOME,
    path: PATH,
    ports: {
      eventstore: portsOf('eventstore'),
      kafka: portsOf('kafka'),
      cassandra: portsOf('cassandra'),
      elasticsearch: portsOf('elasticsearch'),
      postgres: portsOf('postgres'),
      redis: portsOf('redis'),
    },
  });
}

function refuseSharedPorts(numbers: Readonly<Record<string, number>>): void {
  const owner = new Map<number, string>();
  for (const [variable, number] of Object.entries(numbers)) {
    const other = owner.get(number);
    if (other !== undefined) throw new Error(`${variable} and ${other} are both ${number}: give each its own port.`);
    owner.set(number, variable);
  }
}
