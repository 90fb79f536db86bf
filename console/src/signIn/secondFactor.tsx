import { Button, Link, Subtitle2 } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from './refusal.tsx';
import { signInApi } from './signInApi.ts';
import { Step } from './step.tsx';
import { useSignInText } from './useSignInText.ts';

/** What comes after the password: a code of the authenticator app, a recovery code, or a passkey. */
export function SecondFactor({ onDone }: { onDone(): void }) {
  const text = useSignInText();
  const [recovery, setRecovery] = useState(false);
  const code = useMutation({
    mutationFn: recovery ? signInApi.byRecoveryCode : signInApi.byTotp,
    onSuccess: onDone,
  });
  const passkey = useMutation({ mutationFn: signInApi.byPasskey, onSuccess: onDone });
  return (
    <>
      <Subtitle2 as="h2">{text.secondFactor}</Subtitle2>
      <Refusal error={code.error ?? passkey.error} />
      <Step
        key={String(recovery)}
        label={recovery ? text.recoveryCode : text.code}
        autoComplete={recovery ? 'off' : 'one-time-code'}
        {...(recovery ? {} : { inputMode: 'numeric' as const })}
        submit={text.confirm}
        busy={code.isPending}
        onSubmit={code.mutate}
      >
        <Button onClick={() => passkey.mutate()} disabled={passkey.isPending}>
          {text.passkey}
        </Button>
      </Step>
      <p>
        <Link as="button" onClick={() => setRecovery(!recovery)}>
          {recovery ? text.back : text.useRecoveryCode}
        </Link>
      </p>
    </>
  );
}
