/** A worker on the sockets it was started with; says where on standard output. Started by tests. */
import { pino } from 'pino';
import { isListeningSocket, takeActivatedDescriptors } from '../../src/server/inherited.ts';
import { listen } from '../../src/server/listen.ts';
import { createResponder } from '../../src/server/respond.ts';

const log = pino({ enabled: false });
const routes = new Map([
  ['/pid', { changesState: false, handle: () => ({ kind: 'data', data: { pid: process.pid } }) as const }],
]);
const activated = takeActivatedDescriptors(process.env, process.pid);
const descriptors = activated.length > 0 ? activated : [0].filter(isListeningSocket);
const context = { responder: createResponder({ routes, legacyStatus: false, log }), prefix: '', log };
const listenings = await Promise.all(descriptors.map((fd) => listen({ kind: 'descriptor', fd }, context)));

const leftover = Object.keys(process.env).filter((name) => name.startsWith('LISTEN_'));
process.stdout.write(
  `${JSON.stringify({ addresses: listenings.map(({ address }) => address), leftover })}\n`,
);
process.once('SIGTERM', () => {
  for (const { close } of listenings) void close(1000);
});
