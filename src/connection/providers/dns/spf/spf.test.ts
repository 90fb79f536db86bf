import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countLookups, type LookupAnswer } from './lookups.ts';
import { isSpf, mergeTerms, removeTerms, termsPresent } from './record.ts';

describe('CDNS-2 SPF is merged into the one record', () => {
  const ours = 'include:spf.protection.outlook.com';
  const merges: readonly (readonly [string, string])[] = [
    ['v=spf1 -all', `v=spf1 ${ours} -all`],
    ['v=spf1', `v=spf1 ${ours}`],
    ['v=spf1 ', `v=spf1 ${ours} `],
    ['v=spf1  a   mx  ~all  ', `v=spf1  a   mx  ${ours} ~all  `],
    ['V=SPF1 MX redirect=_spf.Example.net', `V=SPF1 MX ${ours} redirect=_spf.Example.net`],
    ['v=spf1 include:all.example ?all exp=x.example', `v=spf1 include:all.example ${ours} ?all exp=x.example`],
    ['v=spf1 +INCLUDE:spf.protection.Outlook.com -all', 'v=spf1 +INCLUDE:spf.protection.Outlook.com -all'],
  ];
  for (const [before, after] of merges) {
    it(JSON.stringify(before), () => {
      assert.equal(mergeTerms(before, [ours]), after);
      assert.equal(mergeTerms(after, [ours]), after, 'a second time changes nothing');
      if (before !== after) assert.equal(removeTerms(after, [ours]), before);
    });
  }

  it('a record that we began is gone with its last term; one that somebody went on with stays', () => {
    const begun = mergeTerms(undefined, [ours]);
    assert.equal(begun, `v=spf1 ${ours} ?all`);
    assert.equal(removeTerms(begun, [ours]), undefined);
    assert.equal(removeTerms(begun.replace('?all', 'mx -all'), [ours]), 'v=spf1 mx -all');
  });

  it('a term is the whole term', () => {
    assert.deepEqual(termsPresent('v=spf1 ip4:192.0.2.1 -all', ['ip4:192.0.2.10']), []);
    assert.equal(
      removeTerms('v=spf1 ip4:192.0.2.10 ip4:192.0.2.1 -all', ['ip4:192.0.2.1']),
      'v=spf1 ip4:192.0.2.10 -all',
    );
    assert.ok(!isSpf('v=spf10 -all'));
  });
});

describe('CDNS-3 lookups are counted as RFC 7208 counts them', () => {
  const zone: Readonly<Record<string, readonly string[]>> = {
    'TXT two.example': ['other', 'v=spf1 a mx -all'],
    'A two.example': ['192.0.2.1'],
    'MX two.example': ['10 mx.two.example'],
    'TXT chain.example': ['v=spf1 include:two.example redirect=two.example'],
    'TXT once.example': ['v=spf1 include:twice.example -all'],
    'TXT twice.example': ['v=spf1 include:once.example -all'],
    'TXT double.example': ['v=spf1 -all', 'v=spf1 a -all'],
    'MX many.example': Array.from({ length: 11 }, (_, n) => `10 mx${n}.many.example`),
  };
  const lookup = async (name: string, type: string): Promise<LookupAnswer> => {
    if (name === 'silent.example') return { kind: 'unanswered', why: 'nobody answers' };
    const values = zone[`${type} ${name}`];
    return values === undefined ? { kind: 'nothing' } : { kind: 'found', values };
  };
  const count = (record: string) => countLookups('contoso.example', record, lookup);

  it('what asks nothing costs nothing; includes cost what they include', async () => {
    assert.deepEqual(await count('v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all exp=x.example'), {
      kind: 'within',
      lookups: 0,
      voids: 0,
    });
    assert.deepEqual(await count('v=spf1 include:two.example -all'), { kind: 'within', lookups: 3, voids: 0 });
    assert.deepEqual(await count('v=spf1 include:chain.example -all'), { kind: 'within', lookups: 7, voids: 0 });
    assert.deepEqual(await count('v=spf1 exists:%{i}.list.example ptr a:two.example/24 -all'), {
      kind: 'within',
      lookups: 3,
      voids: 0,
    });
  });

  it('a redirect beside all is never followed', async () => {
    assert.deepEqual(await count('v=spf1 redirect=two.example -all'), { kind: 'within', lookups: 0, voids: 0 });
  });

  it('beyond: the eleventh lookup, the third void one, a circle, two records, too many exchangers', async () => {
    const beyond = [
      `v=spf1 ${'include:two.example '.repeat(4)}-all`,
      'v=spf1 a:no1.example a:no2.example a:no3.example -all',
      'v=spf1 include:once.example -all',
      'v=spf1 include:contoso.example -all',
      'v=spf1 include:double.example -all',
      'v=spf1 include:none.example -all',
      'v=spf1 mx:many.example -all',
    ];
    for (const record of beyond) assert.equal((await count(record)).kind, 'beyond', record);
    assert.equal((await count('v=spf1 include:silent.example -all')).kind, 'unanswered');
  });
});
