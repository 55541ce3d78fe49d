import { createResilience } from '../outbound/resilience.ts';
import type { CircuitStateName } from '../outbound/resilience.ts';
import { codeErrorReading, isPhone } from './code-errors.ts';
import type { SmsConfig } from './config.ts';
import { askPanel, refused, unavailable } from './panel.ts';
import type { PanelAnswer } from './panel.ts';

const TEXT_LENGTH_MAX = 480;
const REASON_LENGTH_MAX = 100;

/** Calls to one panel, repeated where that is safe and stopped while it is down. */
export interface PanelCalls {
  /** One page of the panel; what it refuses comes back as an answer. */
  ask(page: string, query: Record<string, string>): Promise<PanelAnswer>;
  circuitState(): CircuitStateName;
}

/** The calls of a panel, guarded and repeated as for every carrier of codes. */
export function panelCalls(config: SmsConfig): PanelCalls {
  const resilience = createResilience(
    config,
    codeErrorReading((name) => unavailable(name, { cause: 'circuitOpen', effect: 'none' })),
  );
  return {
    ask: (page, query) =>
      resilience.repeated(() =>
        resilience.once(page, () => observed(config, page, () => askPanel(config, page, query))),
      ),
    circuitState: () => resilience.circuitState(),
  };
}

/** Fails unless the panel can be sent this number; the number itself is not repeated in the error. */
export function assertPhone(page: string, phone: string): void {
  if (!isPhone(phone))
    throw refused(page, 'the phone number must be E.164, such as +91 and ten digits, without spaces');
}

/** The configured text with its places filled; `otp` may be the panel's own placeholder. */
export function textOf(config: SmsConfig, page: string, fill: { templateId: string; otp: string; seconds: number }) {
  const template = config.templates[fill.templateId];
  if (template === undefined) throw refused(page, 'no text is configured under this template id');
  const minutes = String(Math.max(1, Math.ceil(fill.seconds / 60)));
  const text = template.text.replaceAll('{minutes}', minutes).replaceAll('{otp}', fill.otp);
  if (text.length > TEXT_LENGTH_MAX) throw refused(page, `the text has more than ${TEXT_LENGTH_MAX} characters`);
  return { text, dltTemplateId: template.dltTemplateId };
}

/** The id in an answer, or the panel's refusal as an error. */
export function acceptedId(page: string, { success, fields }: PanelAnswer): string | null {
  if (!success) throw refused(page, reasonOf(fields));
  // One known client of this software reads `otpld`, with a lower-case L.
  const id = fields['messageId'] ?? fields['otpId'] ?? fields['otpld'];
  return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

/** The panel's reason, without any long number: some panels repeat the phone number. */
function reasonOf(fields: PanelAnswer['fields']): string {
  const reason = fields['reason'] ?? fields['message'];
  return typeof reason === 'string' ? reason.replaceAll(/\d{4,}/g, '…').slice(0, REASON_LENGTH_MAX) : 'no reason given';
}

async function observed(config: SmsConfig, call: string, run: () => Promise<PanelAnswer>): Promise<PanelAnswer> {
  if (config.observe === undefined) return run();
  const startedAt = performance.now();
  let outcome = 'unavailable';
  try {
    const answer = await run();
    outcome = answer.success ? 'ok' : 'refused';
    return answer;
  } finally {
    config.observe({ call, outcome, ms: performance.now() - startedAt });
  }
}
