import type { CurrentConfiguration, HubServices, ServiceProblem } from '../../../pipeline/services.ts';
import type { ConfigurationEntry } from '../../../store/contract.ts';
import { GraphFailure } from '../frame/failure.ts';

export function requestBadRequest(message: string): GraphFailure {
  return new GraphFailure(400, 'Request_BadRequest', message);
}

export function resourceNotFound(named: string): GraphFailure {
  const text = `Resource '${named.slice(0, 300)}' does not exist or one of its queried reference-property objects are not present.`;
  return new GraphFailure(404, 'Request_ResourceNotFound', text);
}

/** Changes directory objects; what the decision throws is Graph's refusal already. */
export async function changeDirectory<Result>(
  hub: Pick<HubServices, 'configure'>,
  decide: (current: CurrentConfiguration) => { writes: readonly ConfigurationEntry[]; result: Result },
): Promise<Result> {
  const outcome = await hub.configure(decide);
  if (isProblem(outcome)) throw requestBadRequest(outcome.message);
  return outcome.result;
}

function isProblem(outcome: { readonly kind: string }): outcome is ServiceProblem {
  return outcome.kind === 'problem';
}
