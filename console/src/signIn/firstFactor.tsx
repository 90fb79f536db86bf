import { Button, Divider, Link, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from './refusal.tsx';
import { signInApi } from './signInApi.ts';
import { Step } from './step.tsx';
import { useSignInText } from './useSignInText.ts';

/** Address, then password; or a passkey; or the organisation's identity provider. Nothing tells whether an address is known. */
export function FirstFactor({ identityProvider, onDone }: { readonly identityProvider: boolean; onDone(): void }) {
  const text = useSignInText();
  const [address, setAddress] = useState('');
  const password = useMutation({
    mutationFn: (typed: string) => signInApi.byPassword(address, typed),
    onSuccess: onDone,
  });
  const passkey = useMutation({ mutationFn: signInApi.byPasskey, onSuccess: onDone });
  const link = useMutation({ mutationFn: () => signInApi.sendPasswordLink(address) });
  if (address !== '') {
    return (
      <>
        <p>{address}</p>
        <Refusal error={password.error ?? link.error} />
        <Step
          key="password"
          label={text.password}
          type="password"
          autoComplete="current-password"
          submit={text.signIn}
          busy={password.isPending}
          onSubmit={password.mutate}
        >
          <Button onClick={() => setAddress('')}>{text.back}</Button>
        </Step>
        <p>
          {text.forgotten}:{' '}
          <Link as="button" onClick={() => link.mutate()} disabled={link.isPending || link.isSuccess}>
            {text.sendLink}
          </Link>
        </p>
        {link.isSuccess ? (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>{text.linkSent}</MessageBarBody>
          </MessageBar>
        ) : null}
      </>
    );
  }
  return (
    <>
      <Step
        key="address"
        label={text.address}
        type="email"
        autoComplete="username"
        submit={text.continue}
        onSubmit={setAddress}
      />
      <Divider>{text.orElse}</Divider>
      <Refusal error={passkey.error} />
      <span className="buttons">
        <Button onClick={() => passkey.mutate()} disabled={passkey.isPending}>
          {text.passkey}
        </Button>
        {identityProvider ? (
          <Button as="a" href="/api/v1/session/oidc">
            {text.provider}
          </Button>
        ) : null}
      </span>
      <p className="quiet">{text.administratorLink}</p>
    </>
  );
}
