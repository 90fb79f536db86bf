import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScheduling } from '../scheduling/read.ts';
import { mayChange } from './attendee.ts';

const event = (organizer: string, extra = ''): string =>
  `BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20261124T090000Z\r\nORGANIZER${extra}:mailto:${organizer}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

test('ITIP-7 only the organizer, its SENT-BY, or its own organisation may change what is stored', () => {
  const asked = (stored: string, from: string): boolean => {
    // The message claims whatever it likes; only the stored event is believed.
    const message = readScheduling(event(from, `;SENT-BY="mailto:${from}"`));
    assert.equal(message.kind, 'message');
    return message.kind === 'message' && mayChange({ stored, message, from });
  };
  const stored = event('petra@fabrikam.example');
  assert.equal(asked(stored, 'Petra@Fabrikam.example'), true);
  assert.equal(asked(stored, 'assistant@fabrikam.example'), true);
  assert.equal(asked(stored, 'mallory@evil.example'), false);
  assert.equal(
    asked(event('petra@fabrikam.example', ';SENT-BY="mailto:agent@travel.example"'), 'agent@travel.example'),
    true,
  );
  assert.equal(asked(event('petra@gmail.com'), 'mallory@gmail.com'), false, 'a public provider is no organisation');
  const own = stored.replace(/ORGANIZER.*\r\n/, '');
  assert.equal(asked(own, 'petra@fabrikam.example'), false, 'her own appointment is nobody else’s to change');
});
