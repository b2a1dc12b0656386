import type { Peer } from '../../src/service/caller.js';

/** A caller at this address that waits for its answer. */
export function peerAt(address: string): Peer {
  return { address, isConnected: () => true };
}

export const aPeer = peerAt('192.0.2.1');
