/** Hashes a secret once, and remembers whether it matched. */

import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';
import type { Peer } from '../caller.js';
import type { Clock } from '../ports.js';
import type { ClientKind, CredentialStore, StoredClient } from './credential-store.js';
import type { Patience } from '../waiting-line.js';
import { AttemptQueue } from './attempt-queue.js';
import { clientLoader } from './client-loader.js';
import { FailureRecord } from './failure-record.js';
import { SecretHasher } from './secret-hash.js';

/** The longest key that the store takes, in characters of up to two code units each. */
const MAX_KEY_LENGTH = 510;
/** The longest secret: that of the header in which a till sends it. */
const MAX_SECRET_LENGTH = 8_192;

const MAX_MATCHED = 50_000;
const MAX_MISMATCHED = 10_000;

/** A key and a secret, as a caller sent them. */
export interface KeyAndSecret {
  readonly kind: ClientKind;
  readonly key: string;
  readonly secret: string;
}

/** A verification that several callers share. */
interface SharedVerification {
  readonly peers: Peer[];
  readonly result: Promise<boolean>;
}

/**
 * Verifies clients by their keys and secrets. A secret is hashed once: whether it matched is remembered for as long as the
 * client's stored hash is the same, under an HMAC with a key of the process.
 */
export class SecretVerifier {
  readonly #fingerprintKey = randomBytes(32);
  readonly #hasher = new SecretHasher();
  /** The stored hashes that fingerprints were found to match, and not to match. */
  readonly #matched = new LRUCache<string, string>({ max: MAX_MATCHED });
  readonly #mismatched = new LRUCache<string, string>({ max: MAX_MISMATCHED });
  readonly #underWay = new Map<string, SharedVerification>();
  /** Verified callers have look-ups of their own, so that they do not wait behind others. */
  readonly #knownClients;
  readonly #otherClients;
  readonly #hashing: AttemptQueue;
  /** A failure that needs no hashing takes its turn here, as long as it would take in the queue above. */
  readonly #decoys: AttemptQueue;

  constructor(store: CredentialStore, clock: Clock, patienceMs: Patience = null) {
    this.#knownClients = clientLoader(store, patienceMs);
    this.#otherClients = clientLoader(store, patienceMs);
    this.#hashing = new AttemptQueue(new FailureRecord(clock));
    this.#decoys = new AttemptQueue(new FailureRecord(clock));
  }

  /**
   * @returns the client as the store has it now; null where key and secret do not match
   * @throws TooManyAttempts, StoreUnavailable
   */
  async verify(credential: KeyAndSecret, peer: Peer): Promise<StoredClient | null> {
    const { kind, key, secret } = credential;
    if (key.length > MAX_KEY_LENGTH || secret.length > MAX_SECRET_LENGTH) {
      return this.#refuse({ kind, key: '', secret: '' }, peer);
    }
    const fingerprint = this.#fingerprint(credential);
    const matchedHash = this.#matched.get(fingerprint);
    const loader = matchedHash === undefined ? this.#otherClients : this.#knownClients;
    const client = await loader.load(credential);
    if (!client) return this.#refuse(credential, peer);
    const { secretHash } = client;
    if (matchedHash === secretHash) return client;
    if (this.#mismatched.get(fingerprint) === secretHash) return this.#refuse(credential, peer);
    const matches = await this.#verifyOnce(credential, { fingerprint, secretHash, peer });
    return matches ? client : null;
  }

  /**
   * Lets the failure of a token wait for its turn.
   * @throws TooManyAttempts
   */
  async refuseToken(peer: Peer): Promise<void> {
    await this.#refuse({ kind: 'OAUTH', key: `token from ${peer.address}`, secret: '' }, peer);
  }

  /** Refuses callers whose turn would come late. */
  close(): void {
    this.#hashing.close();
    this.#decoys.close();
  }

  /** Makes a failure that needs no hashing wait for its turn. */
  async #refuse({ kind, key, secret }: KeyAndSecret, peer: Peer): Promise<null> {
    await this.#decoys.verify({
      address: peer.address,
      client: this.#fingerprint({ kind, key, secret: '' }),
      isWanted: () => peer.isConnected(),
      verify: () => this.#hasher.matches(kind, null, secret),
    });
    return null;
  }

  /** Callers with the same secret share one hashing; where it fails, each later one waits for a turn of its own. */
  async #verifyOnce(
    credential: KeyAndSecret,
    { fingerprint, secretHash, peer }: { fingerprint: string; secretHash: string; peer: Peer },
  ): Promise<boolean> {
    const id = `${fingerprint} ${secretHash}`;
    const shared = this.#underWay.get(id);
    if (shared) {
      shared.peers.push(peer);
      if (await shared.result) return true;
      await this.#refuse(credential, peer);
      return false;
    }
    const peers = [peer];
    const result = this.#hash(credential, secretHash, peers).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, { peers, result });
    const matches = await result;
    (matches ? this.#matched : this.#mismatched).set(fingerprint, secretHash);
    return matches;
  }

  #hash({ kind, key, secret }: KeyAndSecret, secretHash: string, peers: readonly Peer[]): Promise<boolean> {
    return this.#hashing.verify({
      address: peers[0]?.address ?? '',
      client: this.#fingerprint({ kind, key, secret: '' }),
      isWanted: () => peers.some((peer) => peer.isConnected()),
      verify: () => this.#hasher.matches(kind, secretHash, secret),
    });
  }

  #fingerprint({ kind, key, secret }: KeyAndSecret): string {
    const text = JSON.stringify([kind, key, secret]);
    return createHmac('sha256', this.#fingerprintKey).update(text).digest('base64');
  }
}
