import { Badge, Button, Subtitle2 } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HeldDecision } from '../../../src/doors/api/contract.ts';
import { api } from '../api.ts';
import { Problem } from '../problem.tsx';
import { useLanguage, useText } from '../text/text.tsx';
import { when } from './zoned.ts';

/** What waits for the person: invitations of senders not trusted enough, other times that guests of hers propose, bookings of her rooms. */
export function HeldList({ address, timeZone }: { readonly address: string; readonly timeZone: string }) {
  const text = useText();
  const language = useLanguage();
  const queries = useQueryClient();
  const held = useQuery({ queryKey: ['held', address], queryFn: () => api.held(address), refetchInterval: 5000 });
  const settle = useMutation({
    mutationFn: ({ id, decision }: { id: string; decision: HeldDecision }) => api.settleHeld(id, decision),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['held'] });
      await queries.invalidateQueries({ queryKey: ['week', address] });
    },
  });
  if (!held.data || held.data.length === 0) return <Problem error={held.error} />;
  return (
    <section aria-label={text.held} className="panel">
      <Subtitle2 as="h2">{text.held}</Subtitle2>
      <p className="quiet">{text.heldWhy}</p>
      <ul className="plain">
        {held.data.map(({ id, summary, from, tier, person, proposal }) => (
          <li key={id} className="row">
            <strong>{summary || text.noSubject}</strong>
            <span>{from}</span>
            {person === address ? null : (
              <span>
                {text.bookingOf} {person}
              </span>
            )}
            {proposal ? (
              <span>{`${text.proposes} ${when({ ...proposal, allDay: false }, language, timeZone)}`}</span>
            ) : (
              <Badge appearance="tint" color={tier === 'unauthenticated' ? 'danger' : 'warning'}>
                {text.tier[tier]}
              </Badge>
            )}
            <span className="grow" />
            <span className="buttons">
              {(['file', 'drop'] as const).map((decision) => (
                <Button
                  key={decision}
                  size="small"
                  disabled={settle.isPending}
                  onClick={() => settle.mutate({ id, decision })}
                >
                  {proposal ? text[decision === 'file' ? 'accept' : 'decline'] : text[decision]}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <Problem error={settle.error} />
    </section>
  );
}
