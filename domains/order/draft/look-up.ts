import { Refusal, type ReadContext } from '../../kernel/routes.ts';
import { draftOrder } from './aggregate.ts';
import type { DraftOrder } from './decider.ts';
import { draftOfLink } from './link.ts';

/** @throws Refusal DraftOrderNotFound */
export const presentDraft = async (draftId: string, { facts }: Pick<ReadContext, 'facts'>): Promise<DraftOrder> => {
  const { state } = await facts(draftOrder, draftId);
  if (state === undefined) throw new Refusal('DraftOrderNotFound', 'There is no draft order with this id.');
  return state;
};

/**
 * The draft of a link that shows its present content; every other link looks like one that never was.
 * @throws Refusal DraftOrderNotFound
 */
export const linkedDraft = async (
  link: string,
  { facts, ports }: Pick<ReadContext, 'facts' | 'ports'>,
): Promise<DraftOrder> => {
  const named = draftOfLink(link, ports.secrets);
  const state = named === undefined ? undefined : (await facts(draftOrder, named.draftId)).state;
  if (state === undefined || state.version !== named?.version)
    throw new Refusal('DraftOrderNotFound', 'The link is wrong or was replaced; ask for a new one.');
  return state;
};
