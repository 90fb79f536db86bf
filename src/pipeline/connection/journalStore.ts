import type { Journal, JournalEntry } from '../../connection/engine/journal.ts';
import type { Store } from '../../store/contract.ts';

/** The engine's journal in the store: each call is one durable commit. */
export function createJournal(store: Store): Journal {
  return {
    entries: async () => (await store.reads.connectionJournal()).map(({ body }) => body as JournalEntry),
    async put(entries) {
      await store.commit([{ type: 'putJournal', records: entries.map((entry) => ({ key: entry.key, body: entry })) }]);
    },
    async forget(keys) {
      await store.commit([{ type: 'forgetJournal', keys }]);
    },
  };
}
