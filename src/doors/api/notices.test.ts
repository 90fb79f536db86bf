import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHub } from '../http/hub.fixture.ts';
import { registerApi } from './api.ts';

test('API-40 a person sees what she is told of and chooses otherwise; an administrator has no mailbox', async (t) => {
  const parts = await openHub(t);
  await registerApi(parts.app, parts);
  const { app, credentials } = parts;
  const url = '/api/v1/me/notices';
  const token = await credentials.createSignInLink('person', 'id-johanna');
  const session = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
  const headers = {
    cookie: String(session.headers['set-cookie']).split(';')[0] ?? '',
    origin: 'http://127.0.0.1:8080',
    host: '127.0.0.1:8080',
  };
  const see = async () => (await app.inject({ method: 'GET', url, headers })).json();
  const put = async (payload: object) => app.inject({ method: 'PUT', url, headers, payload });

  const usual = await see();
  assert.deepEqual(usual.chosen, {});
  assert.deepEqual(
    [usual.kinds.reminder, usual.kinds.agenda, usual.reminderMinutes, usual.agendaHour],
    [false, false, 15, 7],
  );
  assert.equal((await put({ reminder: true, reminderMinutes: 5, agendaHour: 6 })).statusCode, 204);
  const chosen = await see();
  assert.deepEqual(chosen.chosen, { reminder: true, reminderMinutes: 5, agendaHour: 6 });
  assert.deepEqual([chosen.kinds.reminder, chosen.reminderMinutes], [true, 5]);
  assert.equal((await put({})).statusCode, 204);
  assert.deepEqual(await see(), usual);

  for (const wrong of [{ agendaHour: 24 }, { reminderMinutes: -1 }, { reminder: 'yes' }, { newsletter: true }]) {
    assert.equal((await put(wrong)).statusCode, 400, JSON.stringify(wrong));
  }
  assert.deepEqual(await see(), usual);
  assert.equal((await app.inject({ method: 'GET', url })).statusCode, 401);
  const local = await credentials.localAdmin(undefined);
  const answer = await app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${local}` } });
  assert.equal(answer.statusCode, 404);
});
