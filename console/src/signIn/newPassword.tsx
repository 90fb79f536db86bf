import { Subtitle2 } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { Refusal } from './refusal.tsx';
import { signInApi } from './signInApi.ts';
import { Step } from './step.tsx';
import { useSignInText } from './useSignInText.ts';

/** Where the link of a mail leads: she chooses her password. */
export function NewPassword({ token, onDone }: { readonly token: string; onDone(): void }) {
  const text = useSignInText();
  const choose = useMutation({
    mutationFn: (password: string) => signInApi.choosePassword(token, password),
    onSuccess: onDone,
  });
  return (
    <>
      <Subtitle2 as="h2">{text.choosePassword}</Subtitle2>
      <Refusal error={choose.error} />
      <Step
        label={text.newPassword}
        hint={text.passwordHow}
        type="password"
        autoComplete="new-password"
        submit={text.confirm}
        busy={choose.isPending}
        onSubmit={choose.mutate}
      />
    </>
  );
}
