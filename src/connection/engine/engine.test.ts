import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConnection } from '../desired.ts';
import { type Json, ProviderRefusal, phases, type Wanted } from '../provider.ts';
import { sampleConnection } from '../sample.ts';
import { immortal, type Kept, Killed, memoryJournal, memoryProvider, mortal } from '../testing/memoryProvider.ts';
import type { DesiredConnection } from '../types.ts';
import { canonical } from './compare.ts';
import { applyConnection, type EngineParts, type PlanOptions, planConnection, undoConnection } from './engine.ts';

const sample = (() => {
  const read = readConnection(sampleConnection({ homePort: 2526, hubUrl: 'http://127.0.0.1:8080' }));
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.connection;
})();

function wanted(name: string, value: Json | undefined, more: Partial<Wanted> = {}): Wanted {
  return {
    ...{ key: `hub/${name}`, step: `hub.${name}`, phase: 'rules', title: name, why: 'a test', value },
    ...{ reversible: true, touches: [], ...more },
  };
}

/** A rule, a connector, a domain, and a mailbox a person, in an order that is not the safe one. */
function usual({ people }: DesiredConnection): Wanted[] {
  return [
    ...people.map(({ address }) =>
      wanted(
        `forwarding/${address}`,
        { to: address },
        { phase: 'forwarding', touches: [address], needs: ['hub/rule'] },
      ),
    ),
    wanted('rule', { drops: true }),
    wanted('connector', { host: 'home' }, { phase: 'outbound' }),
    wanted('domain', { type: 'InternalRelay' }, { phase: 'relay' }),
    ...people.map(({ address }) =>
      wanted(`person/${address}`, { name: address }, { phase: 'people', touches: [address], leaving: 'remove' }),
    ),
  ];
}

function house(want: (connection: DesiredConnection) => readonly Wanted[] = usual) {
  const provider = memoryProvider(want as never);
  const journal = memoryJournal();
  let kept: DesiredConnection | undefined;
  const parts: EngineParts = {
    journal,
    clock: { now: () => 0 },
    patience: { readings: 3, milliseconds: 0 },
    wait: async () => {},
    providers: () => [provider],
    previous: async () => kept,
    async keep(connection) {
      journal.life.step();
      kept = connection;
      journal.life.step();
    },
  };
  const apply = async (file: DesiredConnection = sample, options: PlanOptions = {}) => {
    const applied = await applyConnection(parts, file, options, () => {});
    if (applied.kind === 'problem') throw new Error(`${applied.code}: ${applied.message}`);
    return new Map(applied.steps.map(({ id, state }) => [id, state]));
  };
  const states = async (file: DesiredConnection = sample, options: PlanOptions = {}) => {
    const planned = await planConnection(parts, file, options);
    if (planned.kind === 'problem') throw new Error(`${planned.code}: ${planned.message}`);
    return new Map(planned.steps.map(({ id, state }) => [id, state]));
  };
  const undo = async (only?: readonly string[]) => {
    const undone = await undoConnection(parts, only, () => {});
    if (undone.kind === 'problem') throw new Error(`${undone.code}: ${undone.message}`);
    return undone;
  };
  return { provider, journal, parts, apply, states, undo };
}

function snapshot(state: ReadonlyMap<string, Kept>): string {
  return [...state]
    .map(([key, { value, owner }]) => `${key} ${owner} ${canonical(value)}`)
    .sort()
    .join('\n');
}

const without = (address: string): DesiredConnection => ({
  ...sample,
  people: sample.people.filter((person) => person.address !== address),
});

describe('PLAN-1 the safe order', () => {
  it('is walked whatever the order of the providers', async () => {
    const { provider, apply } = house();
    await apply();
    const kinds = provider.writes.map((key) => key.split('/')[1]);
    assert.deepEqual([...new Set(kinds)], ['domain', 'person', 'rule', 'connector', 'forwarding']);
    assert.ok(phases.indexOf('rules') < phases.indexOf('forwarding') && phases.at(-1) === 'routing');
  });

  it('and backwards by undo', async () => {
    const { provider, apply, undo } = house();
    await apply();
    provider.writes.length = 0;
    await undo();
    const kinds = provider.writes.map((key) => key.split('/')[1]);
    assert.deepEqual([...new Set(kinds)], ['forwarding', 'connector', 'rule', 'person', 'domain']);
  });

  it('nothing is forwarded while the rule that drops the rest could not be made', async () => {
    const { provider, apply } = house();
    provider.refusals.set('hub/rule', new ProviderRefusal('refused', 'hub.no', 'no such right'));
    const states = await apply();
    assert.equal(states.get('hub.rule'), 'blocked');
    assert.equal(states.get('hub.connector'), 'pending');
    assert.equal(states.get('hub.forwarding/johanna@contoso.example'), 'pending');
    assert.ok(!provider.writes.some((key) => key.startsWith('hub/forwarding') || key === 'hub/connector'));
  });

  it('one person who can’t be served holds up nobody else', async () => {
    const { provider, apply } = house();
    const key = 'hub/person/jakob@contoso.example';
    provider.refusals.set(key, new ProviderRefusal('pending', 'hub.no-seat', 'no seat'));
    const states = await apply();
    assert.equal(states.get('hub.person/jakob@contoso.example'), 'pending');
    assert.equal(states.get('hub.forwarding/johanna@contoso.example'), 'done');
  });
});

describe('PLAN-2 applied is done', () => {
  it('the second plan finds everything done, and the second apply writes nothing', async () => {
    const { provider, apply, states } = house();
    await apply();
    provider.writes.length = 0;
    assert.deepEqual([...new Set((await states()).values())], ['done']);
    await apply();
    assert.deepEqual(provider.writes, []);
  });

  it('what is seen late is waited for, and no longer than patience lasts', async () => {
    const { provider, apply, states } = house();
    provider.slow = 2;
    assert.deepEqual([...new Set((await apply()).values())], ['done']);
    const late = house();
    late.provider.slow = 50;
    assert.equal((await late.apply()).get('hub.domain'), 'propagating');
    assert.deepEqual([...new Set((await states()).values())], ['done']);
  });

  it('what reads back otherwise is blocked, never done', async () => {
    const { provider, apply } = house();
    const write = provider.write.bind(provider);
    Object.assign(provider, {
      write: (key: string, _value: Json | undefined, before: never) => write(key, { drops: 'some' }, before),
    });
    assert.equal((await apply()).get('hub.domain'), 'blocked');
  });
});

describe('PLAN-3 drift', () => {
  it('is told from work to do, named, and put right by the next apply', async () => {
    const { provider, parts, apply, states } = house();
    assert.equal((await states()).get('hub.rule'), 'todo');
    await apply();
    provider.state.set('hub/rule', { value: { drops: false }, owner: 'ours' });
    const planned = await planConnection(parts, sample);
    const step = planned.kind === 'plan' ? planned.steps.find(({ id }) => id === 'hub.rule') : undefined;
    assert.equal(step?.state, 'drifted');
    assert.deepEqual(step?.detail, ['drops: false → true']);
    assert.equal((await apply()).get('hub.rule'), 'done');
  });

  it('of something that was found as wanted and never written as well', async () => {
    const { provider, apply, states, undo } = house();
    provider.state.set('hub/domain', { value: { type: 'InternalRelay' }, owner: 'unmarkable' });
    await apply();
    provider.state.set('hub/domain', { value: { type: 'Authoritative' }, owner: 'unmarkable' });
    assert.equal((await states()).get('hub.domain'), 'drifted');
    await undo();
    assert.deepEqual(provider.state.get('hub/domain')?.value, { type: 'Authoritative' });
  });
});

describe('PLAN-4 what others made', () => {
  const theirs: Kept = { value: { drops: 'theirs' }, owner: 'foreign' };

  it('is never changed, until adopting it is asked for by its key', async () => {
    const { provider, apply, states } = house();
    provider.state.set('hub/rule', theirs);
    assert.equal((await apply()).get('hub.rule'), 'blocked');
    assert.deepEqual(provider.state.get('hub/rule'), theirs);
    assert.equal((await states(sample, { adopt: ['hub/rule'] })).get('hub.rule'), 'todo');
    assert.equal((await apply(sample, { adopt: ['hub/rule'] })).get('hub.rule'), 'done');
  });

  it('is given back as it was, mark and all, when it was adopted', async () => {
    const { provider, apply, undo } = house();
    provider.state.set('hub/rule', theirs);
    await apply(sample, { adopt: ['hub/rule'] });
    await undo();
    assert.deepEqual(provider.state.get('hub/rule'), theirs);
  });

  it('was ours before there was a journal, when the record says that it was applied', async () => {
    const { provider, parts, apply } = house();
    provider.state.set('hub/rule', theirs);
    await parts.keep(sample);
    assert.equal((await apply()).get('hub.rule'), 'done');
    provider.state.set('hub/rule', theirs);
    assert.equal((await apply()).get('hub.rule'), 'blocked');
  });

  it('is left where it is when it is as wanted already', async () => {
    const { provider, apply, undo } = house();
    provider.state.set('hub/rule', { value: { drops: true }, owner: 'foreign' });
    assert.equal((await apply()).get('hub.rule'), 'done');
    await undo();
    assert.equal(provider.state.get('hub/rule')?.owner, 'foreign');
  });
});

describe('PLAN-5 an error is never read as absent', () => {
  it('what can’t be read is blocked, and not written', async () => {
    const { provider, apply } = house();
    provider.answers.set('hub/connector', { kind: 'unreadable', why: '403' });
    assert.equal((await apply()).get('hub.connector'), 'blocked');
    assert.ok(!provider.writes.includes('hub/connector'));
  });

  it('what is not answered yet is pending, what spreads is propagating', async () => {
    const { provider, states } = house();
    provider.answers.set('hub/connector', { kind: 'pending', why: 'silence' });
    provider.answers.set('hub/domain', { kind: 'propagating', why: 'consent' });
    const seen = await states();
    assert.deepEqual([seen.get('hub.connector'), seen.get('hub.domain')], ['pending', 'propagating']);
  });

  it('undo leaves alone what it can’t read, and what came before it', async () => {
    const { provider, journal, apply, undo } = house();
    await apply();
    provider.answers.set('hub/rule', { kind: 'unreadable', why: '403' });
    const undone = await undo();
    assert.equal(undone.complete, false);
    assert.ok(journal.kept.has('hub/rule') && journal.kept.has('hub/domain'));
    provider.answers.clear();
    assert.equal((await undo()).complete, true);
  });
});

describe('PLAN-6 many mailboxes', () => {
  const crowd: DesiredConnection = {
    ...sample,
    people: Array.from({ length: 40 }, (_, index) => ({
      ...(sample.people[0] as DesiredConnection['people'][number]),
      address: `p${index}@contoso.example`,
      aliases: [],
    })),
  };
  const existing = (provider: ReturnType<typeof house>['provider'], count: number) => {
    for (const { address } of crowd.people.slice(0, count)) {
      provider.state.set(`hub/forwarding/${address}`, { value: { to: 'elsewhere' }, owner: 'unmarkable' });
    }
  };

  it('are not changed without a word for it', async () => {
    const { provider, parts, apply } = house();
    existing(provider, 40);
    const refused = await applyConnection(parts, crowd, {}, () => {});
    assert.equal(refused.kind === 'problem' && refused.code, 'too-many-mailboxes');
    assert.deepEqual(provider.writes, []);
    await apply(crowd, { yesMany: true });
    assert.ok(provider.writes.length > 40);
  });

  it('new ones, and a small organisation, need none', async () => {
    const { provider, apply } = house();
    await apply(crowd);
    assert.ok(provider.writes.length > 40);
    const small = house();
    existing(small.provider, 19);
    await small.apply({ ...crowd, people: crowd.people.slice(0, 19) });
  });
});

describe('PLAN-7 pilot', () => {
  const jo = 'johanna@contoso.example';

  it('serves the people it names, and disconnects nobody', async () => {
    const { provider, apply } = house();
    await apply(sample, { only: [jo] });
    assert.ok(provider.state.has(`hub/forwarding/${jo}`));
    assert.ok(!provider.state.has('hub/forwarding/jakob@contoso.example'));
    await apply(sample, { only: ['Jakob@contoso.example'] });
    assert.ok(provider.state.has(`hub/forwarding/${jo}`) && provider.state.has('hub/forwarding/jakob@contoso.example'));
    await apply();
    assert.ok(provider.state.has('hub/forwarding/tomislav@contoso.example'));
  });

  it('somebody who is not in the file is named', async () => {
    const { parts } = house();
    const planned = await planConnection(parts, sample, { only: ['nobody@contoso.example'] });
    assert.equal(planned.kind === 'problem' && planned.code, 'not-in-the-file');
  });
});

describe('PLAN-8 who leaves, and who comes back', () => {
  it('is taken off again where the first state was none, and so is what the file names no more', async () => {
    const { provider, apply, undo, states } = house();
    await apply();
    await apply(without('jakob@contoso.example'));
    assert.ok(!provider.state.has('hub/person/jakob@contoso.example'));
    assert.ok(!provider.state.has('hub/forwarding/jakob@contoso.example'));
    assert.deepEqual([...new Set((await states(without('jakob@contoso.example'))).values())], ['done']);
    await apply();
    assert.ok(provider.state.has('hub/person/jakob@contoso.example'));
    await undo();
    assert.equal(provider.state.size, 0);
  });

  it('is taken off backwards: forwarding before the account', async () => {
    const { provider, apply } = house();
    await apply();
    provider.writes.length = 0;
    await apply(without('jakob@contoso.example'));
    assert.deepEqual(provider.writes, ['hub/forwarding/jakob@contoso.example', 'hub/person/jakob@contoso.example']);
  });

  it('another hub is not connected while the first one is not undone', async () => {
    const { parts, apply, undo } = house();
    await apply();
    const hub = {
      kind: 'microsoft365' as const,
      tenant: 'contoso.example',
      credentials: { clientId: 'a' },
      bridge: 'none' as const,
    };
    const refused = await planConnection(parts, { ...sample, hub });
    assert.equal(refused.kind === 'problem' && refused.code, 'another-hub');
    await undo();
    assert.equal((await planConnection(parts, { ...sample, hub })).kind, 'plan');
  });

  it('goes back to what was there first where something was', async () => {
    const { provider, apply } = house();
    const key = 'hub/forwarding/jakob@contoso.example';
    provider.state.set(key, { value: { to: 'mother' }, owner: 'unmarkable' });
    await apply();
    await apply(without('jakob@contoso.example'));
    assert.deepEqual(provider.state.get(key)?.value, { to: 'mother' });
  });
});

describe('PLAN-9 undo brings back the first state', () => {
  const first = (): [string, Kept][] => [
    ['hub/domain', { value: { type: 'Authoritative' }, owner: 'unmarkable' }],
    ['hub/unrelated', { value: 1, owner: 'foreign' }],
    ['hub/forwarding/jakob@contoso.example', { value: { to: 'mother' }, owner: 'unmarkable' }],
  ];

  it('however often the file changed in between', async () => {
    const { provider, journal, apply, undo } = house();
    for (const [key, kept] of first()) provider.state.set(key, kept);
    const before = snapshot(provider.state);
    await apply();
    await apply(without('jakob@contoso.example'));
    await apply();
    assert.equal((await undo()).complete, true);
    assert.equal(snapshot(provider.state), before);
    assert.equal(journal.kept.size, 0);
  });

  it('what can’t be taken back is said to be so', async () => {
    const once = () => [wanted('customization', { dehydrated: false }, { reversible: false })];
    const { provider, apply, undo } = house(once);
    provider.state.set('hub/customization', { value: { dehydrated: true }, owner: 'unmarkable' });
    await apply();
    const undone = await undo();
    assert.deepEqual(
      undone.resources.map(({ state }) => state),
      ['irreversible'],
    );
    assert.deepEqual(provider.state.get('hub/customization')?.value, { dehydrated: false });
  });

  it('for some people only, when they are named', async () => {
    const { provider, apply, undo, states } = house();
    await apply();
    await undo(['jakob@contoso.example']);
    assert.ok(!provider.state.has('hub/forwarding/jakob@contoso.example'));
    assert.ok(provider.state.has('hub/rule') && provider.state.has('hub/forwarding/johanna@contoso.example'));
    assert.equal((await states(without('jakob@contoso.example'))).get('hub.rule'), 'done');
  });
});

describe('PLAN-10 killed at any step, and run again', () => {
  const first: readonly [string, Kept][] = [
    ['hub/domain', { value: { type: 'Authoritative' }, owner: 'unmarkable' }],
    ['hub/forwarding/jakob@contoso.example', { value: { to: 'mother' }, owner: 'unmarkable' }],
  ];
  const begin = () => {
    const made = house();
    for (const [key, kept] of first) made.provider.state.set(key, kept);
    return made;
  };

  /** Runs until it was killed after `steps`, then to the end; whether it was killed at all. */
  async function interrupted(made: ReturnType<typeof house>, steps: number, run: () => Promise<unknown>) {
    const life = mortal(steps);
    made.provider.life = life;
    made.journal.life = life;
    const killed = await run().then(
      () => false,
      (fault: unknown) => {
        if (fault instanceof Killed) return true;
        throw fault;
      },
    );
    made.provider.life = immortal;
    made.journal.life = immortal;
    return killed;
  }

  it('apply ends in the same state, and undo in the first one', async () => {
    const whole = begin();
    const untouched = snapshot(whole.provider.state);
    await whole.apply();
    const wantedState = snapshot(whole.provider.state);
    let kills = 0;
    for (let steps = 0; ; steps += 1) {
      const made = begin();
      const killed = await interrupted(made, steps, () => made.apply());
      const again = await made.apply();
      assert.deepEqual([...new Set(again.values())], ['done'], `after ${steps} steps`);
      assert.equal(snapshot(made.provider.state), wantedState, `after ${steps} steps`);
      assert.equal((await made.undo()).complete, true);
      assert.equal(snapshot(made.provider.state), untouched, `undone after ${steps} steps`);
      if (!killed) break;
      kills += 1;
    }
    assert.ok(kills > 30, `${kills} places to be killed at`);
  });

  it('undo ends in the first state', async () => {
    const untouched = snapshot(begin().provider.state);
    let kills = 0;
    for (let steps = 0; ; steps += 1) {
      const made = begin();
      await made.apply();
      const killed = await interrupted(made, steps, () => made.undo());
      if (killed && (await made.parts.previous()) !== undefined) await made.undo();
      assert.equal(snapshot(made.provider.state), untouched, `after ${steps} steps`);
      assert.equal(made.journal.kept.size, 0);
      if (!killed) break;
      kills += 1;
    }
    assert.ok(kills > 20, `${kills} places to be killed at`);
  });
});
