import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from '@opentelemetry/api';
import type { EventStore, NewEvent } from '../domains/kernel/event-store.ts';
import type { CommandHandler } from '../domains/kernel/handle.ts';

/** Traces of a batch name at most so many of the traces that its events came from. */
const LINKS_MAX = 32;
const SPANS_WAITING_MAX = 4_096;
const tracer = trace.getTracer('only2u');
let exporting = false;

/** False unless spans are exported; then everything here is one test of this flag. */
export const isTracing = (): boolean => exporting;

const contextOf = (traceparent: string | undefined): Context =>
  traceparent === undefined ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });

/** The W3C header of the span that is under way, for the metadata of events and for calls to others. */
export const currentTraceparent = (): string | undefined => {
  if (!exporting) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
};

const ended = (span: Span, error?: unknown): void => {
  if (error !== undefined) {
    if (error instanceof Error) span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
};

const run = <T>(span: Span, inside: Context, work: () => T): T =>
  context.with(trace.setSpan(inside, span), () => {
    try {
      const result = work();
      if (!(result instanceof Promise)) return (ended(span), result);
      return result.then(
        (value: unknown) => (ended(span), value),
        (error: unknown) => {
          ended(span, error);
          throw error;
        },
      ) as T;
    } catch (error) {
      ended(span, error);
      throw error;
    }
  });

/** Does the work inside a span below the current one; without exporting it only does the work. */
export const inSpan = <T>(name: string, attributes: Attributes, work: () => T): T => {
  if (!exporting) return work();
  const inside = context.active();
  return run(tracer.startSpan(name, { attributes }, inside), inside, work);
};

/** Does work that events of other traces caused: below the first one's span, linked to the others'. */
export const traceWork = <T>(
  name: string,
  traceparents: readonly (string | undefined)[],
  work: () => Promise<T>,
): Promise<T> => {
  if (!exporting) return work();
  const [parent, ...others] = [...new Set(traceparents.filter((value) => value !== undefined))];
  const links: Link[] = others.slice(0, LINKS_MAX).flatMap((other) => {
    const spanContext = trace.getSpanContext(contextOf(other));
    return spanContext === undefined ? [] : [{ context: spanContext }];
  });
  const inside = contextOf(parent);
  return run(tracer.startSpan(name, { kind: SpanKind.CONSUMER, links }, inside), inside, work);
};

/** A span for an incoming request; the caller ends it. */
export const requestSpan = (name: string, headers: Readonly<Record<string, unknown>>): Span =>
  tracer.startSpan(name, { kind: SpanKind.SERVER }, propagation.extract(ROOT_CONTEXT, headers));

export const within = (span: Span, work: () => void): void => context.with(trace.setSpan(context.active(), span), work);

/** Commands as spans; their events carry the trace on. */
export const tracedHandler = (handler: CommandHandler): CommandHandler => ({
  ...handler,
  execute: (aggregate, command, envelope) =>
    exporting
      ? inSpan(`command ${command.type}`, { 'only2u.command_id': envelope.commandId }, () => {
          const traceparent = envelope.traceparent ?? currentTraceparent();
          return handler.execute(aggregate, command, {
            ...envelope,
            ...(traceparent === undefined ? {} : { traceparent }),
          });
        })
      : handler.execute(aggregate, command, envelope),
});

const categoryOf = (stream: string): string => stream.split('-', 1)[0]!;

/** The log as spans. Events that know of no trace yet, such as the steps of a saga, join the current one. */
export const tracedStore = (store: EventStore): EventStore => ({
  ...store,
  readStream: (stream, from) =>
    inSpan(`read ${categoryOf(stream)}`, { 'db.system.name': 'eventstoredb' }, () => store.readStream(stream, from)),
  readSinceNewest: (stream, type) =>
    inSpan(`read ${categoryOf(stream)}`, { 'db.system.name': 'eventstoredb' }, () =>
      store.readSinceNewest(stream, type),
    ),
  append: (stream, expected, events) => {
    if (!exporting) return store.append(stream, expected, events);
    const attributes = { 'db.system.name': 'eventstoredb', 'db.operation.batch.size': events.length };
    return inSpan(`append ${categoryOf(stream)}`, attributes, () => {
      const traceparent = currentTraceparent();
      const traced = events.map<NewEvent>((event) =>
        traceparent === undefined || event.metadata.traceparent !== undefined
          ? event
          : { ...event, metadata: { ...event.metadata, traceparent } },
      );
      return store.append(stream, expected, traced);
    });
  },
});

/**
 * Exports spans to the given OTLP endpoint from now on. Loads the SDK only then, so that a process without an endpoint pays
 * nothing for it. `stop` sends what is left.
 */
export const startTracing = async (
  service: string,
  endpoint: string | undefined,
): Promise<{ stop(): Promise<void> }> => {
  if (endpoint === undefined) return { stop: () => Promise.resolve() };
  const [sdk, exporter, hooks, resources, core] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/core'),
  ]);
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  const processor = new sdk.BatchSpanProcessor({
    exporter: new exporter.OTLPTraceExporter({ url }),
    maxQueueSize: SPANS_WAITING_MAX,
  });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({ 'service.name': `only2u-${service}` }),
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  exporting = true;
  return {
    stop: async () => {
      exporting = false;
      await provider.shutdown();
      context.disable();
      propagation.disable();
      trace.disable();
    },
  };
};
