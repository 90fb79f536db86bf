import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { TraceEntry } from '../../../src/doors/api/contract.ts';
import { api } from '../api.ts';

/** Rows kept in the page. */
const most = 500;

/** What was decided before the page opened, and what is decided while it is open; newest first. */
export function useLiveTrace(): { records: readonly TraceEntry[]; live: boolean; error: Error | null } {
  const [arrived, setArrived] = useState<readonly TraceEntry[]>([]);
  const [live, setLive] = useState(false);
  // Read anew when the stream opens, so that nothing is missed between the two.
  const before = useQuery({ queryKey: ['trace', live], queryFn: api.trace, placeholderData: (kept) => kept });
  useEffect(() => {
    const source = new EventSource(api.traceLive);
    source.onopen = () => setLive(true);
    // The browser connects again by itself.
    source.onerror = () => setLive(false);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const records = JSON.parse(data) as TraceEntry[];
      setArrived((kept) => [...records.toReversed(), ...kept].slice(0, most));
    };
    return () => source.close();
  }, []);
  const once = new Map([...arrived, ...(before.data ?? [])].map((record) => [record.id, record]));
  const records = [...once.values()].sort((a, b) => b.at - a.at).slice(0, most);
  return { records, live, error: before.error };
}
