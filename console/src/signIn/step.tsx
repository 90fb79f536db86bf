import { Button, Field, Input } from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useState } from 'react';

interface StepProps {
  readonly label: string;
  readonly hint?: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete: string;
  readonly submit: string;
  readonly busy?: boolean;
  readonly initial?: string;
  readonly inputMode?: 'numeric';
  onSubmit(value: string): void;
  readonly children?: ReactNode;
}

/** One question and its answer: what each step of a sign-in is. */
export function Step({ label, hint, type = 'text', autoComplete, submit, busy, initial = '', ...rest }: StepProps) {
  const [value, setValue] = useState(initial);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() !== '') rest.onSubmit(value);
  };
  return (
    <form onSubmit={send} className="step">
      <Field label={label} {...(hint === undefined ? {} : { hint })}>
        <Input
          type={type}
          value={value}
          autoComplete={autoComplete}
          {...(rest.inputMode === undefined ? {} : { inputMode: rest.inputMode })}
          onChange={(_event, data) => setValue(data.value)}
        />
      </Field>
      <span className="buttons">
        <Button appearance="primary" type="submit" disabled={busy ?? false}>
          {submit}
        </Button>
        {rest.children}
      </span>
    </form>
  );
}
