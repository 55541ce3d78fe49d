import { isRejected } from '../../domains/kernel/decider.ts';
import type { ReactorContext } from '../../domains/kernel/reactor.ts';
import type { AnyMessage } from '../../event-schemas/primitives.ts';
import { provenAddressOf, sendUnlessRefused } from './person-mail.ts';

/** More than all watchers that a product may have, told so many at a time. */
const ROUNDS_MAX = 200;

/** Sends a command that tells some of those who wait, until nobody is left. */
export const tellAll = async (command: AnyMessage, context: ReactorContext): Promise<void> => {
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const outcome = await context.send(command);
    if (isRejected(outcome) || outcome.events.length === 0) return;
  }
};

type Mail = { readonly subject: string; readonly text: string; readonly key: string };

/** Sends what somebody asked to be told, where they have a proven address. */
export const mailToWatcher = async (userId: string, mail: Mail, context: ReactorContext): Promise<void> => {
  const to = await provenAddressOf(userId, context);
  if (to !== undefined) await sendUnlessRefused({ to, ...mail }, context);
};
