import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf, judge } from './imports.ts';

const ok = (from: string, to: string, typeOnly = false) => assert.equal(judge({ from, to, typeOnly }), undefined);
const refused = (from: string, to: string, because: RegExp, typeOnly = false) =>
  assert.match(judge({ from, to, typeOnly }) ?? 'allowed', because);

test('what runs along the flow is allowed', () => {
  ok('src/doors/smtp/session.ts', 'src/pipeline/intake.ts');
  ok('src/doors/smtp/session.ts', 'src/doors/smtp/replies.ts');
  ok('src/doors/api/api.ts', 'src/doors/http/server.ts');
  ok('src/pipeline/hub.ts', 'src/store/contract.ts');
  ok('src/delivery/lease.ts', 'src/store/contract.ts');
  ok('src/directory/types.ts', 'src/rules/types.ts', true);
  ok('src/start.ts', 'src/doors/api/api.ts');
  ok('src/cli/commands/start.ts', 'src/store/open.ts');
});

test('what runs against it is refused, with the place where it belongs', () => {
  refused(
    'src/mail/scanner/scanner.ts',
    'src/pipeline/context.ts',
    /mail may import platform\. Instead: .*src\/pipeline/,
  );
  refused('src/platform/log.ts', 'src/mail/refusal.ts', /platform may import nothing/);
  refused('src/doors/caldav/get.ts', 'src/doors/api/api.ts', /what two doors share in a pure room/);
  refused('src/delivery/send.ts', 'src/store/sqlite/sqlite.ts', /decided in src\/pipeline before the commit/);
  refused('src/rules/evaluate.ts', 'src/directory/people.ts', /types of calendar, directory/);
  refused('src/cupboard/x.ts', 'src/mail/refusal.ts', /no room called "cupboard"/);
});

test('the console takes types of the API and nothing else', () => {
  ok('console/src/trace.tsx', 'src/doors/api/contract.ts', true);
  ok('console/src/trace.tsx', 'console/src/week.tsx');
  refused('console/src/trace.tsx', 'src/doors/api/contract.ts', /nothing else/);
  refused('console/src/trace.tsx', 'src/store/contract.ts', /nothing else/, true);
});

test('imports are found however they are written', () => {
  const text = `
import type { A } from '../mail/a.ts';
import {
  b,
  type C,
} from "./b.ts";
import './effect.ts';
export { d } from '../rules/d.ts';
const later = await import('../store/open.ts');
import { readFileSync } from 'node:fs';
`;
  assert.deepEqual(
    importsOf('src/calendar/x.ts', text).map(({ to, typeOnly }) => [to, typeOnly]),
    [
      ['src/mail/a.ts', true],
      ['src/calendar/b.ts', false],
      ['src/calendar/effect.ts', false],
      ['src/rules/d.ts', false],
      ['src/store/open.ts', false],
    ],
  );
});
