import { expect, it } from 'vitest';
import { BusReply } from '../../../src/kernel/networkmanager/bus-error.ts';

it('an error whose text is no text is an error all the same', () => {
  const texts: readonly unknown[] = [{ toString: 1 }, Object.create(null), [], null, undefined, 5n];
  for (const text of texts) {
    const reply = BusReply.from(Object.assign(new Error('x'), { type: 'org.example.Error', text }));
    expect(reply).toMatchObject({ name: 'BusReply', type: 'org.example.Error' });
    expect(reply.message).toBeTypeOf('string');
  }
});
