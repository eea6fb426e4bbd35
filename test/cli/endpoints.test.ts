import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsOf } from '../../src/cli/endpoints.ts';
import { resolveConfig } from '../../src/cli/resolve-config.ts';
import { defaultSocket } from '../../src/config.ts';

const unix = (path: string) => ({ kind: 'unix', path, mode: 0o660 });
const tcp = { kind: 'tcp', host: '::1', port: 9000 };
const http = { kind: 'http', host: 'localhost', port: 8080 };

for (const [what, argv, inherited, endpoints] of [
  ['nothing is given', {}, [], [unix(defaultSocket)]],
  ['a socket is given', { socket: '/x.sock' }, [], [unix('/x.sock')]],
  ['only TCP is given', { tcp: '[::1]:9000' }, [], [tcp]],
  ['only HTTP is given', { http: 'localhost:8080' }, [], [http]],
  ['all are given', { socket: '/x', tcp: '[::1]:9000', http: 'localhost:8080' }, [], [unix('/x'), tcp, http]],
  [
    'sockets are inherited',
    {},
    [0, 3],
    [
      { kind: 'descriptor', fd: 0 },
      { kind: 'descriptor', fd: 3 },
    ],
  ],
  ['one is inherited, another given', { socket: '/x' }, [3], [{ kind: 'descriptor', fd: 3 }, unix('/x')]],
  [
    'mode and group are given',
    { 'socket-mode': '0600', 'socket-group': 'www-data' },
    [],
    [{ kind: 'unix', path: defaultSocket, mode: 0o600, group: 'www-data' }],
  ],
] as const) {
  test(`when ${what}`, () => {
    assert.deepEqual(endpointsOf(resolveConfig(argv, {}), inherited), endpoints);
  });
}
