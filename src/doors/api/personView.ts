import type { Person } from '../../directory/types.ts';
import type { PersonSummary } from './contract.ts';

/** What the API shows of a person. */
export function personView({ address, name, timeZone, language }: Person): PersonSummary {
  return { address, name, timeZone, language };
}
