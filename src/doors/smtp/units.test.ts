import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressKey } from '../../platform/remoteAddress.ts';
import { countMessage } from './admission.ts';
import { namesOf } from './certificateNames.ts';
import { overdue } from './deadlines.ts';
import { defaultSmtpLimits } from './limits.ts';
import { accepted, refused, replies } from './replies.ts';
import { decodeXtext } from './syntax/xtext.ts';

const subject = { C: '', ST: '', L: '', O: '', OU: '', CN: 'Home.Contoso.Example' };

describe('parts of the SMTP door', () => {
  it('SMTP-18 counts IPv6 by /64 and IPv4 by address', () => {
    assert.equal(addressKey('192.0.2.7'), '192.0.2.7');
    assert.equal(addressKey('2001:db8:0:1::5'), addressKey('2001:db8::1:a:b:c:d'));
    assert.notEqual(addressKey('2001:db8:0:1::5'), addressKey('2001:db8:0:2::5'));
    assert.equal(addressKey('::1'), '0:0:0:0');
  });

  it('SMTP-18 begins a new count with a new minute', () => {
    const visitor = { connections: 0, minuteFrom: 0, messages: 0, earnedTrust: false };
    const limits = { ...defaultSmtpLimits, messagesPerMinute: 1 };
    assert.equal(countMessage(visitor, limits, 10), true);
    assert.equal(countMessage(visitor, limits, 20), false);
    assert.equal(countMessage(visitor, limits, 60_000), true);
  });

  it('SMTP-21 ends what is idle, content that drips, and long sessions of peers that are bound', () => {
    const hour = 3_600_000;
    const at = (times: { startedAt?: number; heardAt?: number; contentAt?: number }, bound = true) =>
      overdue({ startedAt: hour, heardAt: hour, ...times }, hour, defaultSmtpLimits, () => bound);
    assert.equal(at({}), undefined);
    assert.equal(at({ heardAt: hour - 300_001 }), replies.idle);
    assert.equal(at({ contentAt: hour - 1_800_001 }), replies.idle);
    assert.equal(at({ startedAt: -1 }), replies.sessionTooLong);
    assert.equal(at({ startedAt: -1 }, false), undefined);
  });

  it('SMTP-11 takes no name out of an alternative name that hides two', () => {
    assert.deepEqual(namesOf({ subject, subjectaltname: 'DNS:MX1.contoso.example, email:a@b.example' }), [
      'home.contoso.example',
      'mx1.contoso.example',
    ]);
    const hiding = 'DNS:"a.example, DNS:contoso.example, b"';
    assert.deepEqual(namesOf({ subject, subjectaltname: hiding }), ['home.contoso.example']);
  });

  it('SMTP-19 keeps foreign text inside its reply line', () => {
    assert.equal(accepted('queued\r\n250 x'), '250 2.0.0 queued??250 x\r\n');
    const refusal = { kind: 'refusal', status: '5.1.1', text: 'Niemand: jö' } as const;
    assert.equal(refused({ ...refusal, reply: 550 }), '550 5.1.1 Niemand: j?\r\n');
    assert.equal(refused({ ...refusal, reply: 250 }), replies.fault);
  });

  it('SMTP-16 decodes xtext and refuses what is none', () => {
    assert.equal(decodeXtext('a+2Bb+3D'), 'a+b=');
    for (const wrong of ['a+2', 'a=b', 'a b', '+zz']) assert.equal(decodeXtext(wrong), undefined);
  });
});
