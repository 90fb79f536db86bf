import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileRules, evaluateRules, mayDependOnBody } from './evaluate.ts';
import type { MessageFacts, Predicate, TransportRule } from './types.ts';

const facts: MessageFacts = {
  headers: [
    { name: 'From', value: 'Outsider <outsider@fabrikam.example>' },
    { name: 'X-Spam', value: 'Level Seven, bulk' },
    { name: 'Subject', value: 'Spring newsletter' },
  ],
  envelopeSender: 'bounce@mail.tailspin.example',
  headerFrom: 'outsider@fabrikam.example',
  recipients: ['johanna@contoso.example', 'jakob@contoso.example'],
  subject: 'Spring newsletter',
  senderIp: '203.0.113.9',
  fromScope: 'NotInOrganization',
  sentToScopes: ['InOrganization'],
  calendaring: false,
};

let made = 0;
function rule(parts: Partial<TransportRule>): TransportRule {
  return {
    name: `rule ${made++}`,
    priority: 0,
    state: 'Enabled',
    mode: 'Enforce',
    senderAddressLocation: 'Header',
    conditions: [],
    exceptions: [],
    actions: [],
    stopRuleProcessing: false,
    ...parts,
  };
}

function matches(predicate: Predicate, about: Partial<MessageFacts> = {}, parts: Partial<TransportRule> = {}): boolean {
  return evaluateRules([rule({ conditions: [predicate], ...parts })], { ...facts, ...about }).hits.length === 1;
}

describe('RULE-1 predicates', () => {
  const table: [Predicate, boolean, Partial<MessageFacts>?, Partial<TransportRule>?][] = [
    [{ type: 'MessageTypeMatches', value: 'Calendaring' }, false],
    [{ type: 'MessageTypeMatches', value: 'Calendaring' }, true, { calendaring: true }],
    [{ type: 'MessageTypeMatches', value: 'ReadReceipt' }, false],
    [
      { type: 'MessageTypeMatches', value: 'ReadReceipt' },
      true,
      { headers: [{ name: 'content-type', value: 'multipart/report; report-type=disposition-notification' }] },
    ],
    [
      { type: 'MessageTypeMatches', value: 'OOF' },
      true,
      {
        headers: [
          { name: 'Auto-Submitted', value: 'auto-replied' },
          { name: 'X-Auto-Response-Suppress', value: 'DR, OOF, AutoReply' },
        ],
      },
    ],
    [{ type: 'FromScope', value: 'NotInOrganization' }, true],
    [{ type: 'FromScope', value: 'InOrganization' }, false],
    [{ type: 'SentToScope', value: 'InOrganization' }, true],
    [{ type: 'SentToScope', value: 'NotInOrganization' }, false],
    [{ type: 'From', values: ['Outsider@Fabrikam.example'] }, true],
    [{ type: 'From', values: ['bounce@mail.tailspin.example'] }, false],
    [{ type: 'From', values: ['bounce@mail.tailspin.example'] }, true, {}, { senderAddressLocation: 'Envelope' }],
    [{ type: 'From', values: ['outsider@fabrikam.example'] }, false, {}, { senderAddressLocation: 'Envelope' }],
    [
      { type: 'From', values: ['bounce@mail.tailspin.example'] },
      true,
      {},
      { senderAddressLocation: 'HeaderOrEnvelope' },
    ],
    [{ type: 'SenderDomainIs', values: ['fabrikam.example'] }, true],
    [{ type: 'SenderDomainIs', values: ['abrikam.example'] }, false],
    [{ type: 'SenderDomainIs', values: ['tailspin.example'] }, true, {}, { senderAddressLocation: 'Envelope' }],
    [{ type: 'SenderDomainIs', values: ['fabrikam.example'] }, false, { headerFrom: '' }],
    [{ type: 'RecipientDomainIs', values: ['woodgrove.example', 'example'] }, true],
    [{ type: 'RecipientDomainIs', values: ['toso.example'] }, false],
    [{ type: 'HeaderContainsWords', header: 'x-spam', words: ['BULK'] }, true],
    [{ type: 'HeaderContainsWords', header: 'x-spam', words: ['level seven'] }, true],
    [{ type: 'HeaderContainsWords', header: 'x-spam', words: ['eve'] }, false],
    [{ type: 'HeaderContainsWords', header: 'x-spam', words: ['b*'] }, false],
    [{ type: 'HeaderContainsWords', header: 'x-other', words: ['bulk'] }, false],
    [{ type: 'HeaderMatchesPatterns', header: 'X-SPAM', patterns: ['^level \\w*,'] }, true],
    [{ type: 'HeaderMatchesPatterns', header: 'X-SPAM', patterns: ['^bulk'] }, false],
    [{ type: 'SenderIpRanges', values: ['203.0.113.0/24'] }, true],
    [{ type: 'SenderIpRanges', values: ['203.0.113.10-203.0.113.20', '2001:db8::/32'] }, false],
    [{ type: 'SenderIpRanges', values: ['203.0.113.0/24', '2001:db8::/32'] }, true, { senderIp: '2001:db8:1::7' }],
    [{ type: 'SenderIpRanges', values: ['0.0.0.0/0'] }, false, { senderIp: 'unknown' }],
    [{ type: 'SubjectContainsWords', words: ['newsletter'] }, true],
    [{ type: 'SubjectContainsWords', words: ['news'] }, false],
    [{ type: 'SubjectContainsWords', words: ['réunion'] }, true, { subject: 'La RÉUNION de mardi' }],
    [{ type: 'SubjectContainsWords', words: ['[ext]'] }, true, { subject: 'Re:[EXT]offer' }],
  ];
  for (const [predicate, expected, about, parts] of table) {
    it(`${JSON.stringify({ ...predicate, ...parts })} ${expected ? 'matches' : 'does not'} ${JSON.stringify(about ?? {})}`, () => {
      assert.equal(matches(predicate, about, parts), expected);
    });
  }

  it('RULE-2 an anonymous sender of an own domain is in neither scope', () => {
    const { fromScope: _, ...anonymous } = facts;
    for (const value of ['InOrganization', 'NotInOrganization'] as const) {
      const outcome = evaluateRules([rule({ conditions: [{ type: 'FromScope', value }] })], anonymous);
      assert.deepEqual(outcome.hits, []);
    }
  });

  it('a word written in encoded words is found', () => {
    const headers = [{ name: 'X-Team', value: '=?utf-8?q?J=C3=B6rg?= Gruppe' }];
    assert.ok(matches({ type: 'HeaderContainsWords', header: 'X-Team', words: ['jörg'] }, { headers }));
  });
});

describe('evaluation', () => {
  const set = (value: string): TransportRule['actions'] => [{ type: 'SetHeader', name: 'X-Seen', value }];

  it('RULE-3 conditions are all needed, values are alternatives, any exception cancels', () => {
    const conditions: Predicate[] = [
      { type: 'SenderDomainIs', values: ['woodgrove.example', 'fabrikam.example'] },
      { type: 'SubjectContainsWords', words: ['newsletter'] },
    ];
    assert.equal(evaluateRules([rule({ conditions })], facts).hits.length, 1);
    assert.equal(evaluateRules([rule({ conditions })], { ...facts, subject: 'Lunch' }).hits.length, 0);
    const exceptions: Predicate[] = [
      { type: 'SubjectContainsWords', words: ['lunch'] },
      { type: 'From', values: ['outsider@fabrikam.example'] },
    ];
    assert.equal(evaluateRules([rule({ conditions, exceptions })], facts).hits.length, 0);
  });

  it('RULE-4 a rule without conditions is for every message', () => {
    assert.equal(evaluateRules([rule({})], { ...facts, headers: [], recipients: [] }).hits.length, 1);
  });

  it('RULE-5 rules go by priority, 0 first; disabled ones are skipped', () => {
    const rules = [
      rule({ name: 'second', priority: 1, actions: set('second') }),
      rule({ name: 'off', priority: 2, state: 'Disabled', actions: set('off') }),
      rule({ name: 'first', priority: 0, actions: set('first') }),
    ];
    const outcome = evaluateRules(rules, facts);
    assert.deepEqual(
      outcome.hits.map((hit) => hit.rule),
      ['first', 'second'],
    );
    assert.deepEqual(
      outcome.headers.filter(({ name }) => name === 'X-Seen'),
      [{ name: 'X-Seen', value: 'second' }],
    );
  });

  it('RULE-6 an audit rule is recorded, changes nothing and stops nothing', () => {
    const outcome = evaluateRules(
      [
        rule({ name: 'audit', mode: 'Audit', actions: [{ type: 'DeleteMessage' }], stopRuleProcessing: true }),
        rule({ name: 'enforced', priority: 1, actions: set('yes') }),
      ],
      facts,
    );
    assert.deepEqual(outcome.hits, [
      { rule: 'audit', mode: 'Audit' },
      { rule: 'enforced', mode: 'Enforce' },
    ]);
    assert.equal(outcome.deleted, false);
  });

  it('RULE-7 StopRuleProcessing, DeleteMessage and RejectMessage end later rules', () => {
    const ending: Partial<TransportRule>[] = [
      { stopRuleProcessing: true },
      { actions: [{ type: 'DeleteMessage' }] },
      { actions: [{ type: 'RejectMessage', reasonText: 'No', enhancedStatusCode: '5.7.1' }] },
    ];
    for (const parts of ending) {
      const outcome = evaluateRules([rule(parts), rule({ priority: 1, actions: set('late') })], facts);
      assert.equal(outcome.hits.length, 1, JSON.stringify(parts));
      assert.equal(outcome.headers, facts.headers);
    }
  });

  it('RULE-8 all actions of a rule are taken, in order', () => {
    const outcome = evaluateRules(
      [
        rule({
          actions: [
            { type: 'RemoveHeader', name: 'x-spam' },
            { type: 'RouteMessageOutboundConnector', connector: 'To outside' },
            { type: 'RedirectMessageTo', addresses: ['archive@fabrikam.example'] },
            { type: 'RejectMessage', reasonText: 'Not here', enhancedStatusCode: '5.7.900' },
          ],
        }),
      ],
      facts,
    );
    assert.deepEqual(
      outcome.headers.map(({ name }) => name),
      ['From', 'Subject'],
    );
    assert.equal(outcome.connector, 'To outside');
    assert.deepEqual(outcome.redirectTo, ['archive@fabrikam.example']);
    assert.deepEqual(outcome.rejected, { reasonText: 'Not here', enhancedStatusCode: '5.7.900' });
  });

  it('RULE-9 later rules see the headers, and the subject, that earlier ones left', () => {
    const outcome = evaluateRules(
      [
        rule({ priority: 0, actions: [{ type: 'SetHeader', name: 'Subject', value: 'Marked' }] }),
        rule({ name: 'word', priority: 1, conditions: [{ type: 'SubjectContainsWords', words: ['marked'] }] }),
        rule({ priority: 2, actions: [{ type: 'RemoveHeader', name: 'X-Spam' }] }),
        rule({
          name: 'gone',
          priority: 3,
          conditions: [{ type: 'HeaderContainsWords', header: 'X-Spam', words: ['bulk'] }],
        }),
      ],
      facts,
    );
    assert.ok(outcome.hits.some((hit) => hit.rule === 'word'));
    assert.ok(!outcome.hits.some((hit) => hit.rule === 'gone'));
    assert.equal(facts.headers.length, 3, 'the message itself is not touched');
  });

  it('RULE-10 the guide: all that outsiders send is deleted, except calendaring', () => {
    const guide = rule({
      conditions: [{ type: 'FromScope', value: 'NotInOrganization' }],
      exceptions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
      actions: [{ type: 'DeleteMessage' }],
    });
    assert.equal(evaluateRules([guide], facts).deleted, true);
    assert.equal(evaluateRules([guide], { ...facts, calendaring: true }).deleted, false);
    assert.equal(evaluateRules([guide], { ...facts, fromScope: 'InOrganization' }).deleted, false);
  });

  it('RULE-11 while the body is unknown, only a rule that needs it waits', () => {
    const calendaring: Predicate = { type: 'MessageTypeMatches', value: 'Calendaring' };
    const unknown = { ...facts, calendaring: undefined };
    const needs = [rule({ exceptions: [calendaring] })];
    assert.throws(() => evaluateRules(needs, unknown), /before the body/);
    assert.equal(mayDependOnBody(needs), true);
    // Another condition has answered already.
    const settled = [rule({ conditions: [{ type: 'SubjectContainsWords', words: ['lunch'] }, calendaring] })];
    assert.deepEqual(evaluateRules(settled, unknown).hits, []);
    assert.equal(mayDependOnBody([rule({ state: 'Disabled', conditions: [calendaring] })]), false);
    assert.equal(
      mayDependOnBody([rule({ conditions: [{ type: 'MessageTypeMatches', value: 'ReadReceipt' }] })]),
      false,
    );
  });

  it('rules are compiled once for a snapshot', () => {
    const rules = [rule({})];
    assert.equal(compileRules(rules), compileRules(rules));
  });
});
