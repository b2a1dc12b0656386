import { findExecutable } from './executable.js';

/** The HAProxy at HAPROXY_BIN, or in PATH, or where Debian installs it; null without one. */
export function findHaproxy(): string | null {
  return findExecutable(process.env.HAPROXY_BIN, ['haproxy'], ['/usr/sbin']);
}
