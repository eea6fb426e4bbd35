import type { IncomingMessage, ServerResponse } from 'node:http';
import { pino } from 'pino';
import { createAgent } from '../../src/agent.ts';
import { resolveConfig } from '../../src/cli/resolve-config.ts';
import { createHttpServer } from '../../src/server/http.ts';
import { createResponder } from '../../src/server/respond.ts';

export interface AgentInProcess {
  /** The routes it has. */
  readonly paths: readonly string[];
  dispatch(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

/** A whole agent inside the test's own process, with no socket of any kind. */
export async function openAgentInProcess(
  argv: Readonly<Record<string, string>> = {},
): Promise<AgentInProcess> {
  const log = pino({ level: 'silent' });
  const config = resolveConfig(argv, {});
  const agent = createAgent({ config, log });
  const responder = createResponder({ routes: agent.routes, legacyStatus: config.legacyStatus, log });
  const { server } = createHttpServer({ responder, prefix: '' });
  agent.start();
  await agent.loadFacts();
  return {
    paths: [...agent.routes.keys()],
    dispatch: (request, response) => {
      server.emit('request', request, response);
    },
    close: async () => {
      agent.beginShutdown();
      await agent.close();
    },
  };
}
