import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useText } from './text/text.tsx';

/** What went wrong, in the hub's words; nothing when nothing did. */
export function Problem({ error }: { readonly error: Error | null }) {
  const text = useText();
  if (error === null) return null;
  return (
    <MessageBar intent="error">
      <MessageBarBody>
        <MessageBarTitle>{text.failed}</MessageBarTitle>
        {error.message}
      </MessageBarBody>
    </MessageBar>
  );
}
