import {
  Badge,
  Input,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  Title3,
} from '@fluentui/react-components';
import { useDeferredValue, useState } from 'react';
import type { TraceEntry } from '../../../src/doors/api/contract.ts';
import { Problem } from '../problem.tsx';
import { useLanguage, useText } from '../text/text.tsx';
import { matchesFilter } from '../trace/filter.ts';
import { useLiveTrace } from '../trace/liveTrace.ts';

/** Every decision as it falls, newest first. */
export function TracePage() {
  const text = useText();
  const [wanted, setWanted] = useState('');
  const filter = useDeferredValue(wanted);
  const { records, live, error } = useLiveTrace();
  const shown = records.filter((record) => matchesFilter(record, filter));
  return (
    <>
      <div className="row">
        <Title3 as="h1">{text.trace}</Title3>
        <Badge appearance="tint" color={live ? 'success' : 'warning'} role="status">
          {live ? text.live : text.paused}
        </Badge>
        <span className="grow" />
        <Input
          type="search"
          aria-label={text.filter}
          value={wanted}
          placeholder={text.filterHint}
          onChange={(_event, { value }) => setWanted(value)}
        />
      </div>
      <Problem error={error} />
      <Table size="small" aria-label={text.trace}>
        <TableHeader>
          <TableRow>
            {[text.time, text.from, text.recipient, text.subject, text.decision, text.effect, text.rules].map(
              (label) => (
                <TableHeaderCell key={label}>{label}</TableHeaderCell>
              ),
            )}
          </TableRow>
        </TableHeader>
        <TableBody>
          {shown.map((record) => (
            <TraceRow key={record.id} record={record} />
          ))}
        </TableBody>
      </Table>
      {shown.length === 0 ? <p>{text.nothingYet}</p> : null}
    </>
  );
}

function TraceRow({ record }: { readonly record: TraceEntry }) {
  const text = useText();
  const language = useLanguage();
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' });
  const effect = record.tier ? `${record.effect} · ${text.tier[record.tier]}` : record.effect;
  return (
    <TableRow>
      <TableCell>{time.format(record.at)}</TableCell>
      <TableCell className="cut" title={record.sender}>
        {record.sender || '<>'}
      </TableCell>
      <TableCell className="cut" title={record.recipient}>
        {record.recipient}
      </TableCell>
      <TableCell className="cut" title={`${record.subject ?? ''}\n${record.messageId}`}>
        {record.subject}
      </TableCell>
      <TableCell>{record.decision}</TableCell>
      <TableCell className="cut" title={effect}>
        {effect}
      </TableCell>
      <TableCell className="cut">{record.rules.join(', ')}</TableCell>
    </TableRow>
  );
}
