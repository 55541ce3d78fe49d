import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig, requireSettings, SETTINGS } from '../config.ts';
import { missingExpected, NEEDED_SETTINGS } from '../needed-settings.ts';
import { DEVELOPMENT_CREDENTIALS } from '../simulators/development-credentials.ts';
import { projectFolder } from './settings.ts';

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');
const Services = z.record(
  z.string(),
  z.object({
    environment: z.record(z.string(), z.string().nullable()).default({}),
    command: z.array(z.string()).default([]),
    volumes: z.array(z.string()).default([]),
  }),
);
const { services } = z
  .object({ services: Services })
  .parse(parse(read('docker-compose.yml'), { merge: true }) as unknown);

type Environment = Readonly<Record<string, string>>;
const INNERMOST = /\$\{(\w+)(?::-([^${}]*))?\}/g;

/** What Compose makes of a value: variables of the shell, or their defaults, which may hold variables again. */
const interpolated = (value: string, shell: Environment): string => {
  const once = value.replaceAll(INNERMOST, (_, name: string, fallback = '') => shell[name] ?? (fallback as string));
  return once === value ? value : interpolated(once, shell);
};

/** The environment that a container of a service has, with what the image sets. */
const environmentOf = (name: string, shell: Environment = {}): Environment => {
  const given = Object.entries(services[name]?.environment ?? {});
  const [, ofImage = ''] = /^ENV (HOST=.*)$/m.exec(read('Dockerfile')) ?? [];
  return {
    ...Object.fromEntries(ofImage.split(' ').map((pair) => pair.split('=', 2) as [string, string])),
    ...Object.fromEntries(
      given.flatMap(([key, value]) => {
        const final = value === null ? shell[key] : interpolated(value, shell);
        return final === undefined ? [] : [[key, final]];
      }),
    ),
  };
};

/** Why a process would not run as it was meant to, with the project's own reading of its environment. */
const problemsOf = (name: keyof typeof NEEDED_SETTINGS, environment: Environment): readonly string[] => {
  const unknown = Object.keys(environment).filter((key) => !SETTINGS.includes(key));
  if (unknown.length > 0) return unknown.map((key) => `${key} is no setting`);
  try {
    const config = loadConfig(environment);
    requireSettings(config, NEEDED_SETTINGS[name].required);
    const elsewhere = Object.entries(config).filter(([key]) => key !== 'PUBLIC_URL');
    return [
      ...missingExpected(name, config),
      ...elsewhere
        .filter(([, value]) => /127\.0\.0\.1|localhost/.test(String(value)))
        .map(([key]) => `${key} leads to the container itself`),
      ...(config.PROFILE === 'stack' ? [] : ['the profile is not the stack']),
      ...(config.DATA_DIR === '/data' ? [] : ['the data directory is not the volume']),
    ];
  } catch (error) {
    return [(error as Error).message];
  }
};
const processes = Object.keys(NEEDED_SETTINGS) as (keyof typeof NEEDED_SETTINGS)[];

describe.each(processes)('the environment of %s', (name) => {
  test('is all that it needs, by the way the process reads it', () => {
    expect(problemsOf(name, environmentOf(name))).toEqual([]);
  });

  const { required, expected } = NEEDED_SETTINGS[name];
  test.each([...required, ...expected, 'DATA_DIR', 'PROFILE', 'HOST'])(
    'would be found wanting without %s',
    (setting) => {
      const without = Object.fromEntries(Object.entries(environmentOf(name)).filter(([key]) => key !== setting));
      expect(problemsOf(name, without)).toEqual([expect.any(String)]);
    },
  );

  test('takes what the shell gives, and refuses a setting that there is not or that cannot be read', () => {
    const shell = {
      INSTALLATION_SECRET: 'x',
      PUBLIC_URL: 'https://shop.example',
      MAIL_URL: 'smtps://relay.example:465',
    };
    expect(problemsOf(name, environmentOf(name, shell))).toEqual([expect.stringContaining('INSTALLATION_SECRET')]);
    const secret = Buffer.alloc(32, 7).toString('base64');
    const given = environmentOf(name, { ...shell, INSTALLATION_SECRET: secret });
    expect(problemsOf(name, given)).toEqual([]);
    expect(loadConfig(given)).toMatchObject({ ...shell, INSTALLATION_SECRET: secret });
    expect(problemsOf(name, { ...given, MAIL_ULR: 'smtp://x' })).toEqual(['MAIL_ULR is no setting']);
  });
});

test('the simulated mail relay takes the credentials that the processes have', () => {
  const { user, password } = DEVELOPMENT_CREDENTIALS.mail;
  expect(environmentOf('sagas')['MAIL_URL']).toBe(`smtp://${user}:${password}@simulators:3025`);
});

test('every service that is spoken to is one of the file, and the simulators listen where they are looked for', () => {
  const addresses = processes.flatMap((name) => Object.values(environmentOf(name)));
  const hosts = addresses.flatMap((value) => [...value.matchAll(/^(?:\w+:\/\/(?:[^@/]*@)?)?([a-z-]+):\d+/g)]);
  for (const [, host] of hosts) expect(Object.keys(services)).toContain(host);
  expect(hosts.length).toBeGreaterThanOrEqual(processes.length * 6);
  const command = services['simulators']!.command;
  expect(command).toEqual(
    expect.arrayContaining(['--host=0.0.0.0', '--port=3010', '--mail-port=3025', '--directory=/data/simulators']),
  );
  expect(services['simulators']!.volumes).toEqual([expect.stringMatching(/:\/data$/)]);
});
