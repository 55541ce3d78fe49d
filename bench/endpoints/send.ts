import type { Reply, Request } from '../support/load.ts';
import type { Life } from './life.ts';
import { nameOf, type Ask, type Sender, type World } from './operation.ts';

const tokenOf = (sender: Sender, life: Life, { tokens }: Pick<World, 'tokens'>): string | undefined =>
  sender === 'nobody' ? undefined : sender === 'buyer' ? life.token : tokens[sender];

/** The request of an operation as this life sends it. @throws Error when a parameter of the path has no value. */
export const requestOf = (name: string, life: Life, world: Pick<World, 'tokens'>, ask: Ask): Request => {
  const [method, template] = name.split(' ') as [string, string];
  const given: Readonly<Record<string, string>> = { userId: life.userId, ...ask.path };
  const path = template.replace(/\{(\w+)\}/g, (_all, parameter: string) => {
    const value = given[parameter];
    if (value === undefined) throw new Error(`${name} needs a value for ${parameter}`);
    return encodeURIComponent(value);
  });
  const token = ask.token ?? tokenOf(ask.as ?? 'buyer', life, world);
  return {
    method,
    path: ask.query === undefined ? path : `${path}?${ask.query}`,
    ...(token === undefined ? {} : { token }),
    ...(ask.body === undefined ? {} : { body: ask.body }),
    ...(ask.form === undefined ? {} : { form: ask.form }),
    // Limits by address are for people; these lives come from an address each.
    headers: { 'x-forwarded-for': life.address, ...ask.headers },
  };
};

/** One line about an answer that was not expected. */
export const problemOf = ({ status, body }: Reply): string => {
  const { code, detail, errors } = (body ?? {}) as { code?: string; detail?: string; errors?: unknown };
  return `${status} ${code ?? ''} ${detail ?? ''} ${errors === undefined ? '' : JSON.stringify(errors)}`.trim();
};

const ASKED_MAX = 40;

/** Requests outside the measurement. */
export const callerOf =
  (world: Pick<World, 'client' | 'tokens'>): World['call'] =>
  async (life, name, ask = {}) => {
    const request = requestOf(nameOf(name), life, world, ask);
    for (let asked = 1; ; asked += 1) {
      const reply = await world.client.send(request, () => true);
      if (reply.status < 400) return reply.body;
      if (reply.status !== 503 || asked === ASKED_MAX) throw new Error(`${name}: ${problemOf(reply)}`);
    }
  };
