import { Button, Subtitle2 } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { Security } from '../../../src/doors/api/signInContract.ts';
import { passkeyName } from '../signIn/passkeyName.ts';
import { Refusal } from '../signIn/refusal.tsx';
import { signInApi } from '../signIn/signInApi.ts';
import { Step } from '../signIn/step.tsx';
import { useSignInText } from '../signIn/useSignInText.ts';
import { useMoment } from './useMoment.ts';
import { useSecurityText } from './useSecurityText.ts';

interface Props {
  readonly passkeys: Security['passkeys'];
  onChange(): void;
  onCodes(codes: readonly string[]): void;
}

/** Passkeys: named, added by the browser, removed. */
export function PasskeySection({ passkeys, onChange, onCodes }: Props) {
  const text = useSecurityText();
  const { passkeyAdd } = useSignInText();
  const moment = useMoment();
  const add = useMutation({
    mutationFn: signInApi.addPasskey,
    onSuccess: ({ recoveryCodes }) => (recoveryCodes.length === 0 ? onChange() : onCodes(recoveryCodes)),
  });
  const remove = useMutation({ mutationFn: signInApi.removePasskey, onSuccess: onChange });
  return (
    <section aria-label={text.passkeys} className="panel">
      <Subtitle2 as="h2">{text.passkeys}</Subtitle2>
      <Refusal error={add.error ?? remove.error} />
      {passkeys.length === 0 ? <p className="quiet">{text.none}</p> : null}
      <ul className="plain">
        {passkeys.map(({ id, name, createdAt, usedAt }) => (
          <li key={id} className="row">
            <strong>{name}</strong>
            <span>{`${text.created}: ${moment(createdAt)}`}</span>
            <span>{`${text.lastUsed}: ${usedAt === undefined ? text.never : moment(usedAt)}`}</span>
            <span className="grow" />
            <Button size="small" onClick={() => remove.mutate(id)} aria-label={`${text.remove}: ${name}`}>
              {text.remove}
            </Button>
          </li>
        ))}
      </ul>
      <Step
        label={text.name}
        autoComplete="off"
        initial={passkeyName()}
        submit={passkeyAdd}
        busy={add.isPending}
        onSubmit={add.mutate}
      />
    </section>
  );
}
