import { expect, it } from 'vitest';
import { UnidentifiedSockets } from '../../src/graphql/subscriptions/unidentified-sockets.js';

it('1,500 silent sockets of one address close each other, 256 at a time stay, and no other is closed', () => {
  const sockets = new UnidentifiedSockets();
  const closed: string[] = [];
  sockets.add('page', () => closed.push('page'));
  for (let i = 0; i < 1_500; i += 1) sockets.add('stranger', () => closed.push(`stranger ${i}`));
  expect(closed).toHaveLength(1_501 - 256);
  expect(closed[0]).toBe('stranger 0');
  expect(closed).not.toContain('page');
});

it('a socket that was identified or closed counts no more, however often it says so', () => {
  const sockets = new UnidentifiedSockets();
  let closed = 0;
  for (let i = 0; i < 1_500; i += 1) {
    const remove = sockets.add('page', () => (closed += 1));
    remove();
    remove();
  }
  expect(closed).toBe(0);
});
