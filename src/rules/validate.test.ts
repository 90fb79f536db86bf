import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateRule } from './validate.ts';

const good = {
  name: 'Direct to Calendar',
  priority: 0,
  state: 'Enabled',
  mode: 'Enforce',
  senderAddressLocation: 'Header',
  conditions: [{ type: 'MessageTypeMatches', value: 'Calendaring' }],
  exceptions: [],
  actions: [{ type: 'SetHeader', name: 'X-MS-Exchange-Organization-CalendarBooking-Response', value: 'Tentative' }],
  stopRuleProcessing: false,
};

describe('RULE-15 a rule from outside is whole, or refused with every place that is wrong', () => {
  it('takes a rule as it is', () => {
    assert.deepEqual(validateRule(good, 'rule'), { kind: 'rule', rule: good });
  });

  const wrong: [string, object, where: string][] = [
    [
      'a pattern that is not supported',
      { conditions: [{ type: 'HeaderMatchesPatterns', header: 'To', patterns: ['ok', '(a'] }] },
      'conditions.0.patterns.1',
    ],
    [
      'a range that is none',
      { conditions: [{ type: 'SenderIpRanges', values: ['10.0.0.0/33'] }] },
      'conditions.0.values.0',
    ],
    [
      'a range that ends before it starts',
      { conditions: [{ type: 'SenderIpRanges', values: ['10.0.0.9-10.0.0.1'] }] },
      'conditions.0.values.0',
    ],
    [
      'a second header smuggled in',
      { actions: [{ type: 'SetHeader', name: 'X-A', value: 'a\r\nBcc: b@c.example' }] },
      'actions.0.value',
    ],
    ['a header name with a space', { actions: [{ type: 'RemoveHeader', name: 'X A' }] }, 'actions.0.name'],
    [
      'a status code that is not the administrator’s',
      { actions: [{ type: 'RejectMessage', reasonText: 'No', enhancedStatusCode: '5.1.1' }] },
      'actions.0.enhancedStatusCode',
    ],
    ['an action nobody knows', { actions: [{ type: 'Quarantine' }] }, 'actions.0.type'],
    ['a key nobody knows', { conditions: [{ type: 'FromScope', value: 'InOrganization', not: true }] }, 'conditions.0'],
    ['no action', { actions: [] }, 'actions'],
    ['a long name', { name: 'n'.repeat(65) }, 'name'],
  ];
  for (const [what, parts, where] of wrong) {
    it(what, () => {
      const validated = validateRule({ ...good, ...parts }, 'rule');
      assert.equal(validated.kind, 'problems');
      assert.deepEqual(validated.kind === 'problems' && validated.problems.map((problem) => problem.where), [
        `rule: ${where}`,
      ]);
    });
  }

  it('what is no rule at all', () => {
    assert.equal(validateRule(null, 'rule').kind, 'problems');
  });
});
