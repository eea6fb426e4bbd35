import { hostname, release, type as systemName, version } from 'node:os';
import { readDistributionName } from './os-release.ts';

/** The contract's `platform`. */
export interface Platform {
  /** uname -v */
  readonly version: string;
  readonly hostname: string;
  /** uname -s */
  readonly system: string;
  /** uname -r */
  readonly release: string;
  /** As the distribution writes it for people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly distribution: string;
}

/** The part of systeminformation's `osInfo()` that we use; it says `unknown` for what it does not know. */
export interface OsInfo {
  readonly distro: string;
  readonly release: string;
  readonly codename: string;
}

export interface PlatformOptions {
  readonly timeLimitMs: number;
  readonly osReleasePaths?: readonly string[];
  readonly osInfo?: () => Promise<OsInfo>;
}

async function osInfoOfSystemInformation(): Promise<OsInfo> {
  const { osInfo } = (await import('systeminformation')).default;
  return osInfo();
}

function nameOf({ distro, release: number, codename }: OsInfo): string | undefined {
  const known = (text: string) => text !== '' && text !== 'unknown';
  if (!known(distro)) return undefined;
  return [distro, ...[number].filter(known), ...[codename].filter(known).map((name) => `(${name})`)].join(
    ' ',
  );
}

/** The result, or `undefined` when the time is up first; the work is then left to end by itself. */
async function within<T>(work: Promise<T>, timeLimitMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeLimitMs, undefined);
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * os-release(5) first, systeminformation where there is none (older Red Hat and Debian, OpenWrt: it knows the
 * files they had). Not the other way round, because for this one string `osInfo()` starts 17 processes,
 * `hostname -f` among them, which asks DNS and may wait seconds for it, and its module holds 9 MB for as long
 * as the agent lives: a sixth of what an idle agent may use. It also knows only NAME, VERSION and the code
 * name, from which `Ubuntu 24.04.1 LTS` becomes `Ubuntu 24.04.1 LTS (noble)`: not what the distribution calls
 * itself.
 */
async function findDistribution(options: PlatformOptions): Promise<string | undefined> {
  const { timeLimitMs, osReleasePaths, osInfo = osInfoOfSystemInformation } = options;
  const name = await readDistributionName(osReleasePaths);
  if (name !== undefined) return name;
  const info = await within(osInfo(), timeLimitMs);
  return info && nameOf(info);
}

/**
 * Never rejects. Everything but the distribution is uname(2) and gethostname(2), which node asks without a
 * process.
 * @returns the platform, and in plain words what could not be found out
 */
export async function readPlatform(
  options: PlatformOptions,
): Promise<{ readonly platform: Platform; readonly problems: readonly string[] }> {
  let distribution: string | undefined;
  let problem =
    'the distribution is unknown: there is no os-release file, and systeminformation does not know it';
  try {
    distribution = await findDistribution(options);
  } catch (error) {
    problem = `the distribution is unknown: ${String(error)}`;
  }
  return {
    platform: {
      version: version(),
      hostname: hostname(),
      system: systemName(),
      release: release(),
      distribution: distribution ?? 'Unknown',
    },
    problems: distribution === undefined ? [problem] : [],
  };
}
