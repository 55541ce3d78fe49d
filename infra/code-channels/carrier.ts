import { SmsSenderError, type SmsFailure, type SmsSender } from '../../domains/kernel/ports/sms-sender.ts';
import { lostRequest } from '../outbound/lost-request.ts';
import { createResilience, type CircuitStateName, type Patience } from '../outbound/resilience.ts';
import { codeErrorReading, isPhone } from '../sms/code-errors.ts';

const ANSWER_LENGTH_MAX = 16_384;
const REASON_LENGTH_MAX = 100;

export type CodeMessage = Parameters<SmsSender['sendOtp']>[0];
export type CarrierPatience = Patience & { readonly timeoutMs: number };
/** What tells one carrier from another: how a message is asked for, and how the answer reads. */
export type CarrierWire = {
  /** For errors; never holds a number, a code or a key. */
  readonly name: string;
  readonly request: (message: CodeMessage) => {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  /** The carrier's id of an accepted message. */
  readonly idOf: (answer: unknown) => string | undefined;
  /** Its reason for a refusal. */
  readonly reasonOf: (answer: unknown) => string | undefined;
};
export type Carrier = SmsSender & { circuitState(): CircuitStateName };
type Unavailable = Omit<Extract<SmsFailure, { code: 'unavailable' }>, 'code'>;

const unavailable = (name: string, failure: Unavailable): SmsSenderError =>
  new SmsSenderError(`${name} gave no answer: ${failure.cause}, effect ${failure.effect}`, {
    code: 'unavailable',
    ...failure,
  });

/** Without any long number: some carriers repeat the phone number. */
const refused = (name: string, reason = 'no reason given'): SmsSenderError => {
  const description = reason.replaceAll(/\d{4,}/g, '…').slice(0, REASON_LENGTH_MAX);
  return new SmsSenderError(`${name} refused: ${description}`, { code: 'refused', description });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** One request; nothing that is thrown holds the address, the body or the cause, since the code and keys are in them. */
const ask = async (wire: CarrierWire, message: CodeMessage, timeoutMs: number): Promise<string> => {
  const { name, request, idOf, reasonOf } = wire;
  const { url, headers, body } = request(message);
  const settled = await fetch(url, {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
    .then(async (response) => ({ status: response.status, text: (await response.text()).slice(0, ANSWER_LENGTH_MAX) }))
    .catch((error: unknown) => lostRequest(error));
  if ('cause' in settled) throw unavailable(name, settled);
  const { status, text } = settled;
  if (status === 429) throw unavailable(name, { cause: 'server', effect: 'none' });
  if (status >= 500) throw unavailable(name, { cause: 'server', effect: 'unknown' });
  const answer = parse(text);
  if (status < 200 || status >= 300) throw refused(name, reasonOf(answer) ?? `status ${status}`);
  const id = idOf(answer);
  if (id === undefined) throw unavailable(name, { cause: 'malformed', effect: 'unknown' });
  return id;
};

/**
 * A carrier of our own codes over HTTP. None of them knows idempotency, so a message is offered again only when it was
 * certainly not taken; otherwise the customer's "send again" decides.
 */
export const createCarrier = (wire: CarrierWire, patience: CarrierPatience): Carrier => {
  const resilience = createResilience(
    patience,
    codeErrorReading((name) => unavailable(name, { cause: 'circuitOpen', effect: 'none' })),
  );
  return {
    sendOtp: async (message) => {
      if (!isPhone(message.phone)) throw refused(wire.name, 'the phone number must be E.164');
      const messageId = await resilience.repeated(() =>
        resilience.once(wire.name, () => ask(wire, message, patience.timeoutMs)),
      );
      return { messageId };
    },
    circuitState: () => resilience.circuitState(),
  };
};
