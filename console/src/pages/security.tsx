import { Spinner, Title3 } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../problem.tsx';
import { AppPasswordSection } from '../security/appPasswordSection.tsx';
import { AppSection } from '../security/appSection.tsx';
import { PasskeySection } from '../security/passkeySection.tsx';
import { PasswordSection } from '../security/passwordSection.tsx';
import { SessionSection } from '../security/sessionSection.tsx';
import { useSecurityText } from '../security/useSecurityText.ts';
import { RecoveryCodeList } from '../signIn/recoveryCodeList.tsx';
import { signInApi } from '../signIn/signInApi.ts';

/** How a person signs in, and where she is signed in. */
export function SecurityPage() {
  const text = useSecurityText();
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const security = useQuery({ queryKey: ['security'], queryFn: signInApi.security });
  const onChange = () => {
    void queries.invalidateQueries({ queryKey: ['security'] });
    void queries.invalidateQueries({ queryKey: ['sessions'] });
  };
  const onCodes = (made: readonly string[]) => {
    setCodes(made);
    onChange();
  };
  return (
    <>
      <Title3 as="h1">{text.title}</Title3>
      <Problem error={security.error} />
      {security.isPending ? <Spinner /> : null}
      {codes.length === 0 ? null : <RecoveryCodeList codes={codes} onKept={() => setCodes([])} />}
      {security.data === undefined ? null : (
        <>
          <PasswordSection there={security.data.password} onChange={onChange} />
          <AppSection security={security.data} onChange={onChange} onCodes={onCodes} />
          <PasskeySection passkeys={security.data.passkeys} onChange={onChange} onCodes={onCodes} />
          <SessionSection />
          <AppPasswordSection />
        </>
      )}
    </>
  );
}
