import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBlock, writeBlock } from './block.ts';

test('CPFX-4 a block comes and goes without a trace, whatever the file ends with', () => {
  for (const text of ['', 'a = b', 'a = b\n', 'a = b\n\n', '# begin Passerelle', 'caf\xe9 = 1\r\n']) {
    const one = writeBlock(text, ['x = 1']);
    const two = writeBlock(one, [...readBlock(one).ours, 'y = 2']);
    assert.deepEqual(readBlock(two).ours, ['x = 1', 'y = 2'], JSON.stringify(text));
    assert.equal(writeBlock(two, []), text);
  }
});

test('CPFX-4 what is written after the block stays, and the block stays where it is', () => {
  const text = `${writeBlock('a = b', ['x = 1'])}# mine\nc = d\n`;
  const changed = writeBlock(text, ['x = 2']);
  assert.equal(changed, text.replace('x = 1', 'x = 2'));
  assert.deepEqual(readBlock(changed).ours, ['x = 2']);
  assert.ok(writeBlock(changed, []).endsWith('# mine\nc = d\n'));
  assert.ok(writeBlock(changed, []).startsWith('a = b\n'), 'the line after it needs the line end now');
});
