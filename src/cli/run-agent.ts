import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createAgent } from '../agent.ts';
import type { Config } from '../config.ts';
import { isListeningSocket, takeActivatedDescriptors } from '../server/inherited.ts';
import { type Endpoint, type ListenContext, type Listening, listen } from '../server/listen.ts';
import { createResponder } from '../server/respond.ts';
import { endpointsOf } from './endpoints.ts';
import { createLog, type Log } from './logger.ts';
import { createServiceManager } from './service-manager.ts';
import { UsageError } from './usage-error.ts';

/** How long answers under way may take after the signal to stop. */
const graceMs = 5000;

/**
 * The agent's whole life in this process, which it ends: with status 0 after SIGTERM, SIGINT or SIGHUP, with 1
 * after a bug, at once when a second signal comes.
 *
 * @throws UsageError, ListenError
 */
export async function runAgent(config: Config): Promise<never> {
  const output = createLog(config.logLevel);
  const { log } = output;
  endOnCrash(output);
  const stopSignal = firstSignal();
  const serviceManager = createServiceManager(process.env, process.pid, log);
  requireProcfs(config.procfs);
  const agent = createAgent({ config, log });
  const { routes } = agent;
  const responder = createResponder({ routes, legacyStatus: config.legacyStatus, log });
  const endpoints = endpointsOf(config, inheritedSockets());
  const listening = await listenAll(endpoints, { responder, prefix: config.prefix, log });

  agent.start();
  const addresses = listening.map(({ address }) => address);
  log.info({ endpoints: addresses, prefix: config.prefix, readyMs: Math.round(performance.now()) }, 'ready');
  serviceManager.ready();
  void agent.loadFacts();

  log.info({ signal: await stopSignal }, 'stopping');
  agent.beginShutdown();
  await Promise.all(listening.map((each) => each.close(graceMs)));
  serviceManager.close();
  await agent.close();
  log.info('stopped');
  await output.close();
  process.exit(0);
}

/** spawn-fcgi passes the socket as descriptor 0, systemd from 3 on. */
function inheritedSockets(): number[] {
  const activated = takeActivatedDescriptors(process.env, process.pid);
  return isListeningSocket(0) ? [0, ...activated] : activated;
}

function requireProcfs(procfs: string): void {
  if (!existsSync(join(procfs, 'stat'))) {
    throw new UsageError(`--procfs takes where procfs is mounted; there is no ${procfs}/stat`);
  }
}

/** All or none: when one cannot be opened, those that were are closed. */
async function listenAll(endpoints: readonly Endpoint[], context: ListenContext): Promise<Listening[]> {
  const opened: Listening[] = [];
  try {
    for (const endpoint of endpoints) opened.push(await listen(endpoint, context));
    return opened;
  } catch (error) {
    await Promise.all(opened.map((each) => each.close(0)));
    throw error;
  }
}

function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, number] of [
      ['SIGHUP', 1],
      ['SIGINT', 2],
      ['SIGTERM', 15],
    ] as const) {
      process.on(signal, () => {
        if (asked) process.exit(128 + number);
        asked = true;
        resolve(signal);
      });
    }
  });
}

/** What nobody caught is a bug: the process is no longer to be trusted, and systemd starts another. */
function endOnCrash({ log, close }: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'the agent has a bug and ends');
    void close().finally(() => process.exit(1));
  });
}
