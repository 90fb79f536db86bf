/**
 * The audit log: every administrative change with who asked for it, from where, and what
 * was before and after, written in the one unit with the change (law L2), so that there is
 * neither without the other. A door says what is asked and who asks; what is worth a line
 * follows from what is written (summarise.ts).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { AuditRecord, Store, Write } from '../../store/contract.ts';
import { mayTell, summariesOf } from './summarise.ts';

/** Something that is asked of the hub from outside. */
export interface Act {
  /** Network address; '' from nowhere. */
  readonly from: string;
  /** What is asked, without what it is asked about: `PUT /api/v1/people/:address/role`. */
  readonly what: string;
  who: AuditRecord['who'];
  /** Whom or what of somebody else's it concerns; '' for her own things and the whole. */
  target: string;
}

export interface AuditTrail {
  /** Everything that `next` starts is part of this act. */
  during<Result>(act: Act, next: () => Result): Result;
  /** Says who asks, once that is known. */
  identify(who: AuditRecord['who']): void;
  /** Says that somebody else's things are concerned. */
  concern(target: string): void;
  /** The store as the pipeline uses it: what is worth a line in the audit log gets it in its own commit. */
  audited(store: Store): Store;
}

const nobody: AuditRecord['who'] = { kind: 'nobody', name: '' };
const system: AuditRecord['who'] = { kind: 'system', name: '' };

export function newAct(from: string, what: string): Act {
  return { from, what, who: nobody, target: '' };
}

export function createAuditTrail(parts: {
  readonly clock: Clock;
  readonly random: Random;
  /** A person is told of by her address; by her id where she has none any more. */
  addressOf?(personId: string): string | undefined;
}): AuditTrail {
  const { clock, random, addressOf = () => undefined } = parts;
  const acts = new AsyncLocalStorage<Act>();
  let count = 0;

  /** Of lines of one millisecond the later is the greater. */
  const nextId = () => `${String(++count).padStart(9, '0')}-${random.uuid()}`;

  async function lineFor(store: Store, unit: readonly Write[]): Promise<Write[]> {
    const act = acts.getStore();
    const changes = await summariesOf({ reads: store.reads, addressOf }, unit, act);
    if (changes.length === 0) return [];
    const { who, from, what, target } = act ?? { who: system, from: '', what: 'start', target: '' };
    return [
      {
        type: 'addAudit',
        record: { id: nextId(), at: clock.now(), who: { ...who }, from, what, target, changes },
      },
    ];
  }

  return {
    during: (act, next) => acts.run(act, next),
    identify(who) {
      const act = acts.getStore();
      if (act) act.who = who;
    },
    concern(target) {
      const act = acts.getStore();
      if (act) act.target = target;
    },
    audited: (store) => ({
      organisationId: store.organisationId,
      reads: store.reads,
      commit: (unit) =>
        // Mail, above all, is committed as ever: at once and in the order it was handed in.
        mayTell(unit, acts.getStore())
          ? lineFor(store, unit).then((line) => store.commit([...unit, ...line]))
          : store.commit(unit),
      leaseJobs: (request) => store.leaseJobs(request),
      takeLease: (request) => store.takeLease(request),
      content: (contentId) => store.content(contentId),
      close: () => store.close(),
    }),
  };
}
