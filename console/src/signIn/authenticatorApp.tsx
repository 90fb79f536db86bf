import { Button, Field, Input, Link } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { Refusal } from './refusal.tsx';
import { signInApi } from './signInApi.ts';
import { Step } from './step.tsx';
import { useSignInText } from './useSignInText.ts';

/** Sets up an authenticator app: the key to type into it, then its first code. */
export function AuthenticatorApp({ onDone }: { onDone(recoveryCodes: readonly string[]): void }) {
  const text = useSignInText();
  const begin = useMutation({ mutationFn: signInApi.beginTotp });
  const confirm = useMutation({
    mutationFn: signInApi.confirmTotp,
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  if (begin.data === undefined) {
    return (
      <>
        <Refusal error={begin.error} />
        <Button onClick={() => begin.mutate()} disabled={begin.isPending}>
          {text.setUpApp}
        </Button>
      </>
    );
  }
  return (
    <section aria-label={text.authenticatorApp} className="panel">
      <p>{text.keyHow}</p>
      <Field label={text.key}>
        <Input readOnly value={begin.data.key} className="key" />
      </Field>
      <p>
        <Link href={begin.data.uri}>{text.openApp}</Link>
      </p>
      <Refusal error={confirm.error} />
      <Step
        label={text.code}
        autoComplete="one-time-code"
        inputMode="numeric"
        submit={text.confirm}
        busy={confirm.isPending}
        onSubmit={confirm.mutate}
      />
    </section>
  );
}
