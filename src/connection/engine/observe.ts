import type { Observed, Provider, Wanted } from '../provider.ts';
import { ownerOf } from './plan.ts';

/** Asks each provider about its own, all at once. */
export async function observe(
  providers: readonly Provider[],
  wanted: readonly Wanted[],
): Promise<Map<string, Observed>> {
  const answers = await Promise.all(
    providers.map((provider) => {
      const own = wanted.filter(({ key }) => ownerOf(key) === provider.name);
      return own.length === 0 ? new Map<string, Observed>() : provider.read(own);
    }),
  );
  return new Map(answers.flatMap((answer) => [...answer]));
}

/** @throws when no provider owns the key: the file and the providers made for it disagree */
export function providerOf(providers: readonly Provider[], key: string): Provider {
  const provider = providers.find(({ name }) => name === ownerOf(key));
  if (provider === undefined) throw new Error(`no provider for '${key}'`);
  return provider;
}

/** How long the engine waits for what was written to be seen: so many more readings, the first pause, doubled each time. */
export interface Patience {
  readonly readings: number;
  readonly milliseconds: number;
}

export interface Waiting {
  readonly patience: Patience;
  wait(milliseconds: number): Promise<void>;
}

/** Reads again until `settled` says of every answer that it won't change by itself, or patience ends. */
export async function observeUntil(
  { providers, patience, wait }: Waiting & { readonly providers: readonly Provider[] },
  wanted: readonly Wanted[],
  settled: (wanted: Wanted, observed: Observed) => boolean,
): Promise<Map<string, Observed>> {
  const observed = await observe(providers, wanted);
  for (let reading = 0; reading < patience.readings; reading += 1) {
    const open = wanted.filter((one) => {
      const seen = observed.get(one.key);
      return seen === undefined || !settled(one, seen);
    });
    if (open.length === 0) break;
    await wait(patience.milliseconds * 2 ** reading);
    for (const [key, seen] of await observe(providers, open)) observed.set(key, seen);
  }
  return observed;
}
