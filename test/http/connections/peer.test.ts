import { pino } from 'pino';
import { expect, it } from 'vitest';
import { networkOf, RequestPeer } from '../../../src/http/connections/peer.js';
import { createServer } from '../../../src/http/server.js';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1::2:0:0:1', '2001:db8:1:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['192.0.2.1:5678', '192.0.2.1'],
  ['[2001:db8:1:2::1]:5678', '2001:db8:1:2::/64'],
  ['unknown', 'unknown'],
  ['x'.repeat(10_000), 'unknown'],
])('the caller at %s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

it.each([
  { proxies: [], forwarded: '198.51.100.7', address: '10.0.0.1' },
  { proxies: ['10.0.0.0/8'], forwarded: undefined, address: '10.0.0.1' },
  { proxies: ['10.0.0.0/8'], forwarded: '198.51.100.7', address: '198.51.100.7' },
  { proxies: ['10.0.0.0/8'], forwarded: '203.0.113.9, 198.51.100.7, 10.0.0.2', address: '198.51.100.7' },
  { proxies: ['192.0.2.0/24'], forwarded: '198.51.100.7', address: '10.0.0.1' },
])(
  'the caller behind 10.0.0.1, forwarded for $forwarded, is $address where $proxies are trusted',
  async (row) => {
    const server = createServer(pino({ level: 'silent' }), {
      trustedProxies: row.proxies,
      maxConnections: 10,
    });
    server.get('/address', (request) => new RequestPeer(request).address);
    const headers = row.forwarded === undefined ? {} : { 'x-forwarded-for': row.forwarded };
    const response = await server.inject({ url: '/address', remoteAddress: '10.0.0.1', headers });
    expect(response.body).toBe(row.address);
    await server.close();
  },
);
