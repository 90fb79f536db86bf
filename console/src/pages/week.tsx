import { Button, Dropdown, Option, Spinner, Title3 } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { WeekEvent } from '../../../src/doors/api/contract.ts';
import { api } from '../api.ts';
import { Problem } from '../problem.tsx';
import { useText } from '../text/text.tsx';
import { daysAfter, mondayOf, today } from '../week/days.ts';
import { EventDialog } from '../week/eventDialog.tsx';
import { HeldList } from '../week/heldList.tsx';
import { ToAnswer } from '../week/toAnswer.tsx';
import { WeekGrid } from '../week/weekGrid.tsx';

/** How often the week is read again, milliseconds: what arrives by mail shows without a reload. */
const refresh = 5000;

/** A person's week, with what waits for her decision beside it. */
export function WeekPage() {
  const text = useText();
  const navigate = useNavigate();
  const { address } = useParams({ from: '/frame/week/$address' });
  const { start = mondayOf(today()) } = useSearch({ from: '/frame/week/$address' });
  const [opened, setOpened] = useState<WeekEvent>();
  const people = useQuery({ queryKey: ['people'], queryFn: api.people });
  const week = useQuery({
    queryKey: ['week', address, start],
    queryFn: () => api.week(address, start),
    refetchInterval: refresh,
  });
  const go = (to: { address?: string; start?: string }) =>
    navigate({
      to: '/week/$address',
      params: { address: to.address ?? address },
      search: { start: to.start ?? start },
    });
  const name = (wanted: string) => people.data?.find((person) => person.address === wanted)?.name ?? wanted;
  return (
    <>
      <div className="row">
        <Title3 as="h1">{name(address)}</Title3>
        <span className="grow" />
        {(people.data?.length ?? 0) > 1 ? (
          <Dropdown
            aria-label={text.person}
            value={name(address)}
            selectedOptions={[address]}
            onOptionSelect={(_event, { optionValue }) => optionValue && go({ address: optionValue })}
          >
            {people.data?.map((person) => (
              <Option key={person.address} value={person.address}>
                {person.name}
              </Option>
            ))}
          </Dropdown>
        ) : null}
        <Button aria-label={text.previousWeek} onClick={() => go({ start: daysAfter(start, -7) })}>
          ‹
        </Button>
        <Button onClick={() => go({ start: mondayOf(today()) })}>{text.thisWeek}</Button>
        <Button aria-label={text.nextWeek} onClick={() => go({ start: daysAfter(start, 7) })}>
          ›
        </Button>
      </div>
      {week.data ? <HeldList address={address} timeZone={week.data.person.timeZone} /> : null}
      {week.data ? <ToAnswer week={week.data} /> : null}
      <Problem error={week.error} />
      {week.isPending ? <Spinner label={text.loading} /> : null}
      {week.data ? <WeekGrid week={week.data} start={start} onOpen={setOpened} /> : null}
      {opened && week.data ? (
        <EventDialog person={week.data.person} event={opened} onClose={() => setOpened(undefined)} />
      ) : null}
    </>
  );
}
