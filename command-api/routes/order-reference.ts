import { entityExists } from '../../domains/annotated-entities.ts';
import { annotate, ExternalReference, type Annotated } from '../../domains/annotation/index.ts';
import { isRejected } from '../../domains/kernel/decider.ts';
import { Refusal, type WriteContext } from '../../domains/kernel/routes.ts';

/** The number that the system which places an order has for it. */
export const ClientReference = ExternalReference;

/**
 * A reference is unique in the whole shop, so those who only buy name none: they could take the numbers of others.
 * @throws Refusal AnnotationNotAllowed
 */
export const requireClient = ({ caller }: Pick<WriteContext, 'caller'>): void => {
  if (caller?.clientId === undefined)
    throw new Refusal('AnnotationNotAllowed', 'externalReference is for registered clients; leave it out.');
};

type Named = Annotated & { readonly externalReference: string | undefined };

/**
 * Makes something that has its reference from the beginning: the reference is written down first, and taken back when the thing
 * is refused. One that was written down for a thing that never came about, because the process died in between, is free again.
 * @throws Refusal ExternalReferenceTaken, and those of `make`
 */
export const underReference = async <T>(
  context: WriteContext,
  { externalReference, ...entity }: Named,
  make: () => Promise<T>,
): Promise<T> => {
  if (externalReference === undefined) return make();
  // Its own ids, since the ETag and the command id of the request are those of the thing itself.
  const attempt: WriteContext['attempt'] = (aggregate, command) => context.aside(aggregate, command);
  const beside = { ...context, attempt };
  const say = (text: string | null) =>
    annotate(beside, { ...entity, change: { externalReference: text } }, entityExists(context));
  const outcome = await say(externalReference);
  if (isRejected(outcome)) throw new Refusal(outcome.rejected, outcome.detail);
  try {
    return await make();
  } catch (error) {
    if (error instanceof Refusal) await say(null);
    throw error;
  }
};
