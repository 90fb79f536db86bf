import { Button, Field, Input, Subtitle2 } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Refusal } from '../signIn/refusal.tsx';
import { signInApi } from '../signIn/signInApi.ts';
import { useSignInText } from '../signIn/useSignInText.ts';
import { useSecurityText } from './useSecurityText.ts';

/** Sets a password, or changes it for whoever knows the one that is there. */
export function PasswordSection({ there, onChange }: { readonly there: boolean; onChange(): void }) {
  const text = useSecurityText();
  const { passwordHow } = useSignInText();
  const [current, setCurrent] = useState('');
  const [wanted, setWanted] = useState('');
  const set = useMutation({
    mutationFn: () => signInApi.setPassword(current, wanted),
    onSuccess: () => {
      setCurrent('');
      setWanted('');
      onChange();
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <section aria-label={text.password} className="panel">
      <Subtitle2 as="h2">{text.password}</Subtitle2>
      <p className="quiet">{there ? text.setUpSince : text.notSetUp}</p>
      <Refusal error={set.error} />
      <form onSubmit={send} className="step">
        {there ? (
          <Field label={text.currentPassword}>
            <Input
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(_event, { value }) => setCurrent(value)}
            />
          </Field>
        ) : null}
        <Field label={text.newPassword} hint={passwordHow}>
          <Input
            type="password"
            autoComplete="new-password"
            value={wanted}
            onChange={(_event, { value }) => setWanted(value)}
          />
        </Field>
        <span className="buttons">
          <Button type="submit" disabled={set.isPending || wanted === ''}>
            {text.setPassword}
          </Button>
        </span>
      </form>
    </section>
  );
}
