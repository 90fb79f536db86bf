import { Button, MessageBar, MessageBarBody, Subtitle2 } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Refusal } from '../signIn/refusal.tsx';
import { signInApi } from '../signIn/signInApi.ts';
import { Step } from '../signIn/step.tsx';
import { useMoment } from './useMoment.ts';
import { useSecurityText } from './useSecurityText.ts';

/** Passwords for calendar and mail programs: made, shown once, revoked. */
export function AppPasswordSection() {
  const text = useSecurityText();
  const moment = useMoment();
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ['app-passwords'] });
  const passwords = useQuery({ queryKey: ['app-passwords'], queryFn: signInApi.appPasswords });
  const add = useMutation({ mutationFn: signInApi.addAppPassword, onSettled });
  const revoke = useMutation({ mutationFn: signInApi.revokeAppPassword, onSettled });
  return (
    <section aria-label={text.appPasswords} className="panel">
      <Subtitle2 as="h2">{text.appPasswords}</Subtitle2>
      <p className="quiet">{text.appPasswordsHow}</p>
      <Refusal error={passwords.error ?? add.error ?? revoke.error} />
      {add.data === undefined ? null : (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            {text.shownOnce} <code>{add.data}</code>
          </MessageBarBody>
        </MessageBar>
      )}
      {passwords.data?.length === 0 ? <p className="quiet">{text.none}</p> : null}
      <ul className="plain">
        {passwords.data?.map(({ id, name, createdAt, usedAt }) => (
          <li key={id} className="row">
            <strong>{name}</strong>
            <span>{`${text.created}: ${moment(createdAt)}`}</span>
            <span>{`${text.lastUsed}: ${usedAt === undefined ? text.never : moment(usedAt)}`}</span>
            <span className="grow" />
            <Button size="small" onClick={() => revoke.mutate(id)} aria-label={`${text.revoke}: ${name}`}>
              {text.revoke}
            </Button>
          </li>
        ))}
      </ul>
      <Step label={text.name} autoComplete="off" submit={text.add} busy={add.isPending} onSubmit={add.mutate} />
    </section>
  );
}
