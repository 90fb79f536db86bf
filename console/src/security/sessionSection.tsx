import { Badge, Button, Subtitle2 } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Refusal } from '../signIn/refusal.tsx';
import { signInApi } from '../signIn/signInApi.ts';
import { useMoment } from './useMoment.ts';
import { useSecurityText } from './useSecurityText.ts';

/** Where she is signed in; each other place can be signed out from here. */
export function SessionSection() {
  const text = useSecurityText();
  const moment = useMoment();
  const queries = useQueryClient();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: signInApi.sessions });
  const end = useMutation({
    mutationFn: signInApi.endSession,
    onSettled: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <section aria-label={text.sessions} className="panel">
      <Subtitle2 as="h2">{text.sessions}</Subtitle2>
      <Refusal error={sessions.error ?? end.error} />
      <ul className="plain">
        {sessions.data?.map(({ id, current, method, address, agent, seenAt }) => (
          <li key={id} className="row">
            <span className="cut agent" title={agent}>
              {agent || '–'}
            </span>
            <span>{address}</span>
            <span>{text.methods[method]}</span>
            <span>{`${text.lastUsed}: ${moment(seenAt)}`}</span>
            <span className="grow" />
            {current ? (
              <Badge appearance="tint">{text.thisOne}</Badge>
            ) : (
              <Button size="small" onClick={() => end.mutate(id)}>
                {text.signOutThere}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
