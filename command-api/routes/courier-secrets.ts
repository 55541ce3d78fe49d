import type { WriteContext } from '../../domains/kernel/routes.ts';
import { courier, liveVersions } from '../../domains/order/index.ts';

/** The secret follows from the installation's, so that it is in no log and in no table. */
export const secretOf = (courierId: string, version: number, { ports }: WriteContext): string =>
  ports.secrets.keyedHash('courier webhook', courierId, String(version));

/** The secrets that a report may be made with now; for a courier that nobody registered one that nobody knows, and no name. */
export const liveSecrets = async (
  courierId: string,
  context: WriteContext,
): Promise<{ readonly name: string | undefined; readonly secrets: readonly string[] }> => {
  const { state } = await context.facts(courier, courierId);
  const versions = state === undefined ? [0] : liveVersions(state, context.now);
  return { name: state?.name, secrets: versions.map((version) => secretOf(courierId, version, context)) };
};
