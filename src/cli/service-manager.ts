import { execFile } from 'node:child_process';
import type { Logger } from 'pino';

/** Whoever started the agent and wants to hear from it; nobody, when it was started by hand. */
export interface ServiceManager {
  /** From now on requests are answered, and the watchdog hears that the agent's loop still turns. */
  ready(): void;
  close(): void;
}

interface NotifyEnvironment {
  NOTIFY_SOCKET?: string | undefined;
  WATCHDOG_USEC?: string | undefined;
  WATCHDOG_PID?: string | undefined;
  PATH?: string | undefined;
}

/** Three words within the time that systemd waits for one: a single one that comes late does no harm. */
const WORDS_PER_WATCHDOG = 3;
const WORD_LIMIT_MS = 10_000;

/**
 * sd_notify(3) by way of systemd-notify(1): Node has no datagram sockets of the unix kind, and the packages that
 * add them are compiled for one machine each. The unit lets children speak for it (`NotifyAccess=all`).
 *
 * Takes the variables out of the environment: no child is to believe that they are meant for it.
 */
export function createServiceManager(
  environment: NotifyEnvironment,
  pid: number,
  log: Logger,
): ServiceManager {
  const {
    NOTIFY_SOCKET: socket,
    WATCHDOG_USEC: watchdogUs,
    WATCHDOG_PID: watchdogPid,
    PATH: path,
  } = environment;
  delete environment.NOTIFY_SOCKET;
  delete environment.WATCHDOG_USEC;
  delete environment.WATCHDOG_PID;
  if (socket === undefined) return { ready: () => undefined, close: () => undefined };

  const say = (word: string) => {
    const env = { NOTIFY_SOCKET: socket, PATH: path ?? '/usr/bin:/bin' };
    execFile('systemd-notify', [word], { env, timeout: WORD_LIMIT_MS }, (error) => {
      if (error) log.warn({ err: error, word }, 'systemd could not be told');
    });
  };
  const isWatched = watchdogPid === undefined || Number(watchdogPid) === pid;
  const watchdogMs = isWatched ? Number(watchdogUs ?? 0) / 1000 : 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    ready() {
      say('READY=1');
      if (watchdogMs > 0) timer = setInterval(say, watchdogMs / WORDS_PER_WATCHDOG, 'WATCHDOG=1').unref();
    },
    close() {
      clearInterval(timer);
    },
  };
}
