import { createHash } from 'node:crypto';
import type { CmdletFailure } from './failure.ts';

/** Exchange's body for a cmdlet that failed; clients read `details[].message`: errorId|exception type|text. */
export function failureBody(failure: CmdletFailure): object {
  const { code, type, message } = failure;
  const id = `Ex${createHash('sha256').update(`${type}|${message}`).digest('hex').slice(0, 6).toUpperCase()}`;
  const text = `${id}|${type}|${message}`;
  return {
    error: {
      code,
      message: 'Error executing cmdlet',
      details: [{ code: 'Client', target: '', message: text }],
      innererror: {
        message: 'Error executing cmdlet',
        type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
        internalexception: {
          message: text,
          type: 'Microsoft.Exchange.Management.PSDirectInvoke.DirectInvokeCmdletExecutionException',
        },
      },
    },
    'adminapi.warnings@odata.type': '#Collection(String)',
    '@adminapi.warnings': [],
  };
}

/** For what never reached a cmdlet. */
export function plainError(code: string, message: string): object {
  return { error: { code, message } };
}
