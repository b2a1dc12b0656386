/** Hashes a secret once, and remembers whether it matched. */

import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';
import type { Peer } from '../caller.js';
import type { Clock } from '../ports.js';
import {
  liveSecrets,
  type ClientKind,
  type CredentialStore,
  type VerifiedClient,
} from './credential-store.js';
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
  /** The hash that the secret matches; null for none. */
  readonly result: Promise<string | null>;
}

/**
 * Verifies clients by their keys and secrets. A secret is hashed once: whether it matched is remembered for as long as the
 * client's stored hashes are the same, under an HMAC with a key of the process.
 */
export class SecretVerifier {
  readonly #fingerprintKey = randomBytes(32);
  readonly #hasher = new SecretHasher();
  /** The stored hash that a fingerprint matches, and all those of a client that it does not. */
  readonly #matched = new LRUCache<string, string>({ max: MAX_MATCHED });
  readonly #mismatched = new LRUCache<string, string>({ max: MAX_MISMATCHED });
  readonly #underWay = new Map<string, SharedVerification>();
  /** Verified callers have look-ups of their own, so that they do not wait behind others. */
  readonly #knownClients;
  readonly #otherClients;
  readonly #hashing: AttemptQueue;
  /** A failure that needs no hashing takes its turn here, as long as it would take in the queue above. */
  readonly #decoys: AttemptQueue;

  constructor(
    store: CredentialStore,
    private readonly clock: Clock,
    patienceMs: Patience = null,
  ) {
    this.#knownClients = clientLoader(store, patienceMs);
    this.#otherClients = clientLoader(store, patienceMs);
    this.#hashing = new AttemptQueue(new FailureRecord(clock));
    this.#decoys = new AttemptQueue(new FailureRecord(clock));
  }

  /**
   * @returns the client as the store has it now, and the secret; null where key and secret do not match
   * @throws TooManyAttempts, StoreUnavailable
   */
  async verify(credential: KeyAndSecret, peer: Peer): Promise<VerifiedClient | null> {
    const { kind, key, secret } = credential;
    if (key.length > MAX_KEY_LENGTH || secret.length > MAX_SECRET_LENGTH) {
      return this.#refuse({ kind, key: '', secret: '' }, peer);
    }
    const fingerprint = this.#fingerprint(credential);
    const matchedHash = this.#matched.get(fingerprint);
    const loader = matchedHash === undefined ? this.#otherClients : this.#knownClients;
    const client = await loader.load(credential);
    if (!client) return this.#refuse(credential, peer);
    const secrets = liveSecrets(client, this.clock.now());
    const known = secrets.find(({ hash }) => hash === matchedHash);
    if (known) return { client, secret: known };
    const hashes = secrets.map(({ hash }) => hash);
    if (this.#mismatched.get(fingerprint) === hashes.join(' ')) return this.#refuse(credential, peer);
    const match = await this.#verifyOnce(credential, { fingerprint, hashes, peer });
    const matched = secrets.find(({ hash }) => hash === match);
    return matched ? { client, secret: matched } : null;
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
      verify: async () => (await this.#hasher.findMatch(kind, [], secret)) !== null,
    });
    return null;
  }

  /** Callers with the same secret share one hashing; where it fails, each later one waits for a turn of its own. */
  async #verifyOnce(
    credential: KeyAndSecret,
    { fingerprint, hashes, peer }: { fingerprint: string; hashes: readonly string[]; peer: Peer },
  ): Promise<string | null> {
    const id = [fingerprint, ...hashes].join(' ');
    const shared = this.#underWay.get(id);
    if (shared) {
      shared.peers.push(peer);
      return (await shared.result) ?? this.#refuse(credential, peer);
    }
    const peers = [peer];
    const result = this.#hash(credential, hashes, peers).finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, { peers, result });
    const match = await result;
    if (match === null) this.#mismatched.set(fingerprint, hashes.join(' '));
    else this.#matched.set(fingerprint, match);
    return match;
  }

  async #hash(
    { kind, key, secret }: KeyAndSecret,
    hashes: readonly string[],
    peers: readonly Peer[],
  ): Promise<string | null> {
    let match: string | null = null;
    await this.#hashing.verify({
      address: peers[0]?.address ?? '',
      client: this.#fingerprint({ kind, key, secret: '' }),
      isWanted: () => peers.some((peer) => peer.isConnected()),
      verify: async () => {
        match = await this.#hasher.findMatch(kind, hashes, secret);
        return match !== null;
      },
    });
    return match;
  }

  #fingerprint({ kind, key, secret }: KeyAndSecret): string {
    const text = JSON.stringify([kind, key, secret]);
    return createHmac('sha256', this.#fingerprintKey).update(text).digest('base64');
  }
}
