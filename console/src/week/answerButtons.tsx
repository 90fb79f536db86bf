import { Button } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Answer, WeekEvent } from '../../../src/doors/api/contract.ts';
import { api } from '../api.ts';
import { Problem } from '../problem.tsx';
import { useText } from '../text/text.tsx';

/** Accept, tentative, decline: one decision, one answer to the organizer. */
export function AnswerButtons(props: {
  readonly address: string;
  readonly event: WeekEvent;
  readonly onAnswered?: () => void;
}) {
  const { address, event, onAnswered } = props;
  const text = useText();
  const queries = useQueryClient();
  const answer = useMutation({
    mutationFn: (partStat: Answer['partStat']) => api.answer(address, event.uid, partStat),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['week', address] });
      onAnswered?.();
    },
  });
  const button = (partStat: Answer['partStat'], label: string) => (
    <Button
      size="small"
      appearance={event.partStat === partStat ? 'primary' : 'secondary'}
      aria-pressed={event.partStat === partStat}
      disabled={answer.isPending}
      onClick={() => answer.mutate(partStat)}
    >
      {label}
    </Button>
  );
  return (
    <>
      <span className="buttons">
        {button('ACCEPTED', text.accept)}
        {button('TENTATIVE', text.tentative)}
        {button('DECLINED', text.decline)}
      </span>
      <Problem error={answer.error} />
    </>
  );
}

/** Whether an answer is for this person to give. */
export function isAnswerable(event: WeekEvent): boolean {
  return event.role === 'attendee' && event.partStat !== undefined && !event.cancelled;
}
