import type { Clock } from '../../../platform/clock.ts';
import type { Random } from '../../../platform/random.ts';
import { ProviderRefusal } from '../../provider.ts';
import { exchangeByTcp, type NameServer } from './exchange.ts';
import { signMessage, type TsigKey, verifyReply } from './tsig.ts';
import { encodeUpdate, updateAnswer, type ZoneChange } from './update.ts';

/**
 * Sends one signed update and believes only a signed answer. By TCP, so that it is not sent twice.
 * @throws ProviderRefusal when the primary says no; `dns.changed` when a record is not what it was
 */
export async function sendChange(
  primary: NameServer,
  key: TsigKey,
  change: ZoneChange,
  { clock, random, signal }: { clock: Clock; random: Random; signal: AbortSignal },
): Promise<void> {
  const at = Math.floor(clock.now() / 1000);
  const signed = signMessage(encodeUpdate(random.bytes(2).readUInt16BE(), change), key, at);
  const reply = await exchangeByTcp(primary, signed.message, signal);
  const where = `${primary.address}:${primary.port}`;
  if (reply === undefined)
    throw new ProviderRefusal('pending', 'dns.silent', `the primary ${where} did not answer the update`);
  const verdict = verifyReply(reply, key, signed.mac, Math.floor(clock.now() / 1000));
  if (verdict.kind === 'rejected') {
    throw new ProviderRefusal(
      'refused',
      'dns.signature',
      `the primary ${where} refuses the key ${key.name}: ${reason(verdict.error)}`,
    );
  }
  if (verdict.kind === 'unproven') {
    throw new ProviderRefusal(
      'refused',
      'dns.unproven',
      `what ${where} answered is not signed with the key ${key.name}`,
    );
  }
  switch (updateAnswer(reply)) {
    case 'done':
      return;
    case 'changedMeanwhile':
      throw new ProviderRefusal(
        'pending',
        'dns.changed',
        `${change.zone} was changed by somebody else meanwhile: plan again`,
      );
    case 'notAllowed':
      throw new ProviderRefusal(
        'refused',
        'dns.refused',
        `the primary ${where} does not let the key ${key.name} make this change`,
      );
    case 'notItsZone':
      throw new ProviderRefusal('refused', 'dns.notItsZone', `${where} is not the primary of ${change.zone}`);
    case 'failed':
      throw new ProviderRefusal('pending', 'dns.failure', `the primary ${where} could not carry out the update`);
  }
}

/** rfc8945#10.2. */
function reason(error: number): string {
  switch (error) {
    case 16:
      return 'the secret is another one';
    case 17:
      return 'it knows no key of this name';
    case 18:
      return 'the two clocks differ by more than five minutes';
    default:
      return `error ${error}`;
  }
}
