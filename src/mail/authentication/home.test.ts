import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHeaders } from '../headerBlock.ts';
import { readHomeVerdict } from './home.ts';
import { judgeTier } from './tier.ts';

const id = 'mx.contoso.example';
const border =
  'Received: from mail.fabrikam.example (mail.fabrikam.example [203.0.113.9]) by mx.contoso.example with ESMTPS id 1; Tue, 24 Nov 2026 09:00:00 +0000';
const pass = `Authentication-Results: ${id}; spf=pass smtp.mailfrom=fabrikam.example; dmarc=pass (p=reject) header.from=fabrikam.example`;
const fail = `Authentication-Results: ${id}; dmarc=fail header.from=contoso.example`;

function read(lines: readonly string[], authservId = id, own: readonly string[] = ['contoso.example']) {
  return readHomeVerdict(parseHeaders(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)), authservId, own);
}

function tier(lines: readonly string[], fromAddress: string, own: boolean) {
  return judgeTier({ ...read(lines), fromAddress, isOwnDomain: own, isKnownCorrespondent: false });
}

test('TRUST-1 the word of the declared id above the border is believed', () => {
  const reading = read([pass, border, 'From: anna@fabrikam.example']);
  assert.equal(reading.verdict.dmarc, 'pass');
  assert.equal(reading.originIp, '203.0.113.9');
  assert.equal(tier([pass, border], 'anna@fabrikam.example', false), 'authenticatedStranger');
});

test('TRUST-2 a forged word is not: below the border, of another id, or after the home has spoken', () => {
  const outside = 'Received: from a by mail.fabrikam.example; Tue, 24 Nov 2026 08:00:00 +0000';
  assert.equal(read([border, outside, pass]).verdict.by, 'none');
  assert.equal(read([pass.replace(id, 'evil.example'), border]).verdict.by, 'none');
  const forged = `Authentication-Results: ${id}; dmarc=pass header.from=contoso.example`;
  assert.equal(
    tier([`Authentication-Results: ${id}; spf=fail`, border, forged], 'jakob@contoso.example', true),
    'unauthenticated',
  );
  assert.equal(tier([fail, border, forged], 'jakob@contoso.example', true), 'unauthenticated');
});

test('TRUST-3 a peer that calls itself ours in EHLO is not ours', () => {
  const spoof =
    'Received: from mx2.contoso.example (unknown [203.0.113.66]) by mx.contoso.example with ESMTP id 1; Tue, 24 Nov 2026 09:00:00 +0000';
  const forged =
    'Received: from pc ([192.0.2.1]) by mx2.contoso.example with ESMTPSA id 2; Tue, 24 Nov 2026 08:59:00 +0000';
  assert.equal(read([spoof, forged]).internalSubmission, false);
  assert.equal(tier([spoof, forged], 'jakob@contoso.example', true), 'unauthenticated');
});

test('TRUST-4 authenticated submission at the home is the own organisation', () => {
  const submitted =
    'Received: from pc (unknown [198.51.100.7]) by mx.contoso.example with ESMTPSA id 3; Tue, 24 Nov 2026 09:00:00 +0000';
  assert.equal(tier([submitted], 'jakob@contoso.example', true), 'ownOrganisation');
  const inside =
    'Received: from mx.contoso.example (mx.contoso.example [10.0.0.3]) by store.contoso.example with LMTP id 4; Tue, 24 Nov 2026 09:00:01 +0000';
  assert.equal(tier([inside, submitted], 'jakob@contoso.example', true), 'ownOrganisation');
});

test('TRUST-5 the registry above an id is not the home', () => {
  const foreign =
    'Received: from pc ([192.0.2.1]) by mail.other.co.example with ESMTPSA id 5; Tue, 24 Nov 2026 09:00:00 +0000';
  assert.equal(read([foreign], 'contoso.co.example', ['contoso.co.example']).internalSubmission, false);
});

test('TRUST-6 Google as the home: its inner line has no from clause', () => {
  const inner = 'Received: by 2002:a05:7022:618:b0:9c:1 with SMTP id x; Tue, 24 Nov 2026 01:00:00 -0800 (PST)';
  const word =
    'Authentication-Results: mx.google.com; dkim=pass header.i=@fabrikam.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=fabrikam.example';
  const google =
    'Received: from mail.fabrikam.example (mail.fabrikam.example. [203.0.113.9]) by mx.google.com with ESMTPS id y for <jo@contoso.example>; Tue, 24 Nov 2026 01:00:00 -0800 (PST)';
  assert.equal(read([inner, word, google], 'mx.google.com').verdict.dmarc, 'pass');
});

test('TRUST-7 DMARC failed is unauthenticated whatever else passed', () => {
  const mixed = `Authentication-Results: ${id}; dkim=pass header.d=fabrikam.example; dmarc=fail header.from=fabrikam.example`;
  assert.equal(tier([mixed, border], 'anna@fabrikam.example', false), 'unauthenticated');
});

test('TRUST-8 what a filter of the home gives back to it came from where it came from before', () => {
  const again =
    'Received: from localhost (localhost [127.0.0.1]) by mx.contoso.example with ESMTP id 6; Tue, 24 Nov 2026 09:00:02 +0000';
  const piped = 'Received: by mx.contoso.example (Postfix, from userid 5001) id 7; Tue, 24 Nov 2026 09:00:02 +0000';
  for (const filtered of [again, piped]) {
    assert.equal(tier([filtered, border], 'jakob@contoso.example', true), 'unauthenticated', filtered);
    assert.equal(read([filtered, border]).originIp, '203.0.113.9');
    assert.equal(tier([filtered, pass, border], 'anna@fabrikam.example', false), 'authenticatedStranger', filtered);
  }
  assert.equal(tier([piped], 'jakob@contoso.example', true), 'ownOrganisation');
});
