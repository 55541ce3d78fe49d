import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { z } from 'zod';
import type { VirtualClock } from '../clock.ts';
import { faultSchema } from '../fault-request.ts';
import { Faults, type Fault } from '../faults.ts';
import { ControlProblem, readControl } from '../problem.ts';

export interface MailSimulatorOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface ReceivedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly messageId: string | null;
  /** The first run of four to eight digits in the text, for whoever plays the customer. */
  readonly otp: string | null;
  readonly receivedAt: string;
}

const MESSAGES_MAX = 5_000;
const MESSAGE_BYTES_MAX = 1_000_000;
const LIMIT_DEFAULT = 20;
const LIMIT_MAX = 200;
const REFUSED = 550;
const LATER = 451;
const WRONG_LOGIN = 535;
const TOO_BIG = 552;

const messagesSchema = z.strictObject({
  to: z.email().optional(),
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
});

const replyOf = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

const later = (): Error => replyOf(LATER, 'Try again later');
/** What is said instead of taking the message. */
const REPLY_INSTEAD: Partial<Record<Fault['fault'], () => Error>> = {
  refused: () => replyOf(REFUSED, 'No such mailbox here'),
  'rate-limited': later,
  'server-error': later,
  'in-progress': later,
};

/** A mail relay that keeps what it is given, speaks real SMTP, and asks for the user and the password of its options. */
export class MailSimulator {
  readonly #server: SMTPServer;
  readonly #clock: VirtualClock;
  readonly #faults = new Faults();
  #messages: ReceivedMail[] = [];
  #received = 0;

  constructor({ user, password }: MailSimulatorOptions, clock: VirtualClock) {
    this.#clock = clock;
    this.#server = new SMTPServer({
      // On loopback only, so there is nothing to encrypt for.
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      size: MESSAGE_BYTES_MAX,
      onAuth: ({ username, password: given }, _session, callback) =>
        username === user && given === password
          ? callback(null, { user: username })
          : callback(replyOf(WRONG_LOGIN, 'Authentication failed')),
      onData: (stream, session, callback) => void this.#receive(stream, session).then(() => callback(), callback),
    });
    // A client that goes away in the middle is its own affair.
    this.#server.on('error', () => undefined);
  }

  /** Resolves to the port. Rejects when it is taken. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve());
    });
    return (this.#server.server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const { fault, delayMs = 0 } = this.#faults.take('send') ?? {};
    if (fault === 'slow') await sleep(delayMs);
    const parsed = await simpleParser(stream);
    if (stream.sizeExceeded) throw replyOf(TOO_BIG, 'The message is too big');
    const reply = fault && REPLY_INSTEAD[fault];
    if (reply !== undefined) throw reply();
    for (const { address } of session.envelope.rcptTo) this.#keep(address, parsed);
    if (fault === 'slow-response') await sleep(delayMs);
    // Kept, but the sender does not learn of it.
    if (fault === 'lost-response') throw replyOf(LATER, 'The answer was lost');
  }

  #keep(to: string, parsed: Awaited<ReturnType<typeof simpleParser>>): void {
    this.#received += 1;
    const text = parsed.text ?? '';
    this.#messages.push({
      id: String(this.#received),
      to: to.toLowerCase(),
      subject: parsed.subject ?? '',
      text,
      messageId: parsed.messageId ?? null,
      otp: /(?<!\d)\d{4,8}(?!\d)/.exec(text)?.[0] ?? null,
      receivedAt: new Date(this.#clock.now()).toISOString(),
    });
    if (this.#messages.length > MESSAGES_MAX * 2) this.#messages = this.#messages.slice(-MESSAGES_MAX);
  }

  /** `GET /messages` and `/faults`, newest message first. */
  routes(app: FastifyInstance): void {
    app.get('/messages', (request, reply) => {
      const { to, limit } = readControl(messagesSchema, request.query);
      const found = this.#messages.filter((message) => to === undefined || message.to === to.toLowerCase());
      return reply.send({ messages: found.slice(-limit).reverse() });
    });
    app.post('/faults', (request, reply) => {
      const { call, times, ...fault } = readControl(faultSchema(['any', 'send']), request.body);
      if (!this.#faults.plan(call, times, fault))
        throw new ControlProblem(409, 'Too many faults wait; delete them first.');
      return reply.send({ faults: this.#faults.list() });
    });
    app.delete('/faults', (_request, reply) => {
      this.#faults.clear();
      return reply.send({ faults: [] });
    });
  }
}
