import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { KeptMessage } from '../../src/mail/message.ts';
import { MessageScanner } from '../../src/mail/scanner/scanner.ts';
import { cuts, messages, mutated, pieces } from './mutate.ts';
import type { FuzzProperty } from './property.ts';

const hurtful = [
  '\r\n',
  '\n',
  '\r',
  '\0',
  '--',
  '--000000000000a1b2c3d4e5f4',
  '--000000000000a1b2c3d4e5f4--\r\n',
  '\r\n\r\n',
  'Content-Type: multipart/mixed; boundary=""\r\n',
  'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n',
  'Content-Type: message/rfc822\r\n\r\n',
  'Content-Type: text/calendar; method*0=REQ; method*1=UEST\r\n\r\n',
  'Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22',
  'Content-Transfer-Encoding: base64\r\n',
  '=?utf-8?b?',
  '?=',
  ';charset="',
];

const message = mutated(messages, hurtful).map((text) => Buffer.from(text, 'latin1'));

export const scannerProperties: readonly FuzzProperty[] = [
  {
    name: 'mail: the scanner reads the same however the octets are cut, and never throws',
    property: fc.property(message, cuts, fc.constantFrom('forms', 'text', 'nothing'), (octets, where, keeping) => {
      assert.deepEqual(scan(pieces(octets, where), keeping), scan([octets], keeping));
    }),
  },
  {
    name: 'mail: what the scanner keeps is bounded by its limits',
    property: fc.property(message, (octets) => {
      const limits = { formOctets: 300, textOctets: 200, forms: 2, parts: 10, depth: 3, headerOctets: 2000 };
      const scanner = new MessageScanner({ limits });
      scanner.write(octets);
      scanner.keep('text');
      const kept = scanner.end();
      assert.ok(kept.forms.length <= limits.forms, 'forms');
      for (const { text, bytes } of kept.forms) {
        // Decoded to UTF-8 an octet of another charset may become three.
        assert.ok(Buffer.byteLength(text ?? '') <= 3 * limits.formOctets + 3, 'text of a form');
        assert.ok((bytes?.length ?? 0) <= limits.formOctets, 'octets of a form');
      }
      for (const text of [kept.plain, kept.html]) {
        assert.ok(Buffer.byteLength(text ?? '') <= 3 * limits.textOctets + 3, 'readable text');
      }
    }),
  },
];

function scan(parts: readonly Buffer[], keeping: 'forms' | 'text' | 'nothing'): KeptMessage {
  const scanner = new MessageScanner();
  let said = false;
  for (const part of parts) {
    // A copy: the scanner may look at the octets during the call only.
    const own = Buffer.from(part);
    scanner.write(own);
    if (!said && scanner.headers !== undefined) {
      said = true;
      scanner.keep(keeping);
    }
    own.fill(0x58);
  }
  if (!said) scanner.keep(keeping);
  return scanner.end();
}
