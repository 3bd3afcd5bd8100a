import { usualError, type Fault } from '../mock/fault-plan.ts';
import { device, errorCode, operationNumber, seconds } from './captures.ts';
import { phrase, type Phrase } from './phrase.ts';

/** `given` lines that change nothing in the world, but say what goes wrong at an operation of the gene under test. */
export const faultPhrases: readonly Phrase<Fault>[] = [
  phrase(
    ['operation', operationNumber, 'fails', 'with', errorCode],
    'The gene’s n-th operation fails with that code, in the words of the kernel.',
    'operation 2 fails with EBUSY',
    ({ number, code }) => ({ at: number, does: usualError(code) }),
  ),
  phrase(
    ['operation', operationNumber, 'takes', seconds('time')],
    'The n-th operation takes that much longer.',
    'operation 2 takes 5s',
    ({ number, time }) => ({ at: number, does: { kind: 'slow', seconds: time } }),
  ),
  phrase(
    ['interface', device('card'), 'vanishes', 'at', 'operation', operationNumber],
    'A card is unplugged from the machine just before the n-th operation.',
    'interface eth1 vanishes at operation 3',
    ({ card, number }) => ({ at: number, does: { kind: 'vanish', device: card } }),
  ),
  phrase(
    ['interface', device('card'), 'loses', 'carrier', 'at', 'operation', operationNumber],
    'The cable of a card is pulled just before the n-th operation.',
    'interface eth1 loses carrier at operation 3',
    ({ card, number }) => ({ at: number, does: { kind: 'carrier', device: card, present: false } }),
  ),
  phrase(
    ['interface', device('card'), 'gets', 'carrier', 'at', 'operation', operationNumber],
    'The cable of a card is plugged in just before the n-th operation.',
    'interface eth1 gets carrier at operation 3',
    ({ card, number }) => ({ at: number, does: { kind: 'carrier', device: card, present: true } }),
  ),
  phrase(
    ['kernel', 'is', 'unavailable', 'from', 'operation', operationNumber],
    'From the n-th operation on nothing is answered any more, at once (EUNAVAILABLE).',
    'kernel is unavailable from operation 3',
    ({ number }) => ({ at: number, does: { kind: 'dead', code: 'EUNAVAILABLE', seconds: 0, reach: 'kernel' } }),
  ),
  phrase(
    ['kernel', 'is', 'silent', 'from', 'operation', operationNumber],
    'From the n-th operation on nothing is answered any more, after 25 seconds each (ETIMEDOUT).',
    'kernel is silent from operation 3',
    ({ number }) => ({ at: number, does: { kind: 'dead', code: 'ETIMEDOUT', seconds: busTimeout, reach: 'kernel' } }),
  ),
  phrase(
    ['reboot', 'at', 'operation', operationNumber],
    'The machine starts anew just before the n-th operation.',
    'reboot at operation 3',
    ({ number }) => ({ at: number, does: { kind: 'reboot' } }),
  ),
];

/** How long a D-Bus client waits for an answer unless told otherwise (`DBUS_DEFAULT_TIMEOUT_VALUE`). */
const busTimeout = 25;
