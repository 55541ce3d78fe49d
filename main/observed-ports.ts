import type { Ports } from '../domains/kernel/ports/index.ts';
import type { Metrics } from '../infra/metrics.ts';
import { inSpan, isTracing } from '../infra/tracing.ts';

type Method = (...input: unknown[]) => unknown;

/** Times every call that answers a promise, and puts it into the trace; calls that answer at once are not calls outside. */
const observed = <T extends object>(provider: string, port: T, metrics: Metrics | undefined): T =>
  new Proxy(port, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function' || typeof name === 'symbol') return member;
      return (...input: unknown[]): unknown => {
        const answer = isTracing()
          ? inSpan(`${provider} ${name}`, { 'peer.service': provider }, () => (member as Method).apply(target, input))
          : (member as Method).apply(target, input);
        if (metrics === undefined || !(answer instanceof Promise)) return answer;
        const end = metrics.providerCalls.startTimer({ provider, call: name });
        answer.then(
          () => end({ outcome: 'answered' }),
          () => end({ outcome: 'failed' }),
        );
        return answer as unknown;
      };
    },
  });

/** The ports with the providers of the outside world observed. */
export const observedPorts = (ports: Ports, metrics: Metrics | undefined): Ports => ({
  ...ports,
  courierGateway: ports.courierGateway && observed('courier', ports.courierGateway, metrics),
  mailSender: observed('mail', ports.mailSender, metrics),
  paymentGateway: observed('razorpay', ports.paymentGateway, metrics),
  smsSender: observed('sms', ports.smsSender, metrics),
  whatsappSender: ports.whatsappSender && observed('whatsapp', ports.whatsappSender, metrics),
  voiceCaller: ports.voiceCaller && observed('voice', ports.voiceCaller, metrics),
});
