import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusedPort } from '../support/unused-port.js';

/** How often the load balancer looks at each gateway; it takes one refusal for an answer. */
export const CHECK_MS = 200;

/** HAProxy in front of gateways, as Debian packages it. */
export interface LoadBalancer {
  readonly address: string;
  close(): Promise<void>;
}

/** @param binary the HAProxy to start @param ports where the gateways listen on loopback */
export async function startLoadBalancer(binary: string, ports: readonly number[]): Promise<LoadBalancer> {
  const folder = await mkdtemp(join(tmpdir(), 'promotion-gateway-haproxy-'));
  const port = await unusedPort();
  const servers = ports.map((gateway, i) => `  server gateway${i} 127.0.0.1:${gateway}`);
  const file = join(folder, 'haproxy.cfg');
  await writeFile(
    file,
    `defaults
  mode http
  retries 0
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout check 5s
listen gateways
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /readyz
  http-check expect status 200
  default-server check inter ${CHECK_MS}ms fall 1 rise 1
${servers.join('\n')}
`,
  );
  const child = spawn(binary, ['-db', '-f', file], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    async close() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
