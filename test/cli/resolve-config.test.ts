import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { resolveConfig } from '../../src/cli/resolve-config.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { type Config, environmentName, type Option, options } from '../../src/config.ts';

const byKey: Readonly<Record<string, Option>> = options;

let directory: string;
let written = 0;

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'resolve-config-'));
});
after(() => {
  rmSync(directory, { recursive: true });
});

function file(content: unknown): string {
  const path = join(directory, `${written++}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function usageError(argv: Record<string, unknown>, environment: Record<string, string> = {}): string {
  try {
    resolveConfig(argv, environment);
  } catch (error) {
    assert.ok(error instanceof UsageError, `not a UsageError: ${error}`);
    assert.doesNotMatch(error.message, /\n/, 'one line');
    return error.message;
  }
  return assert.fail('nothing was thrown');
}

test('with nothing given, every option has its default', () => {
  assert.deepEqual(resolveConfig({}, { PATH: '/bin', HOME: '/' }), {
    socket: undefined,
    socketMode: 0o660,
    socketGroup: undefined,
    tcp: undefined,
    http: undefined,
    prefix: '',
    maxRecordings: 1000,
    maxMemoryBytes: 256 * 1024 * 1024,
    maxDurationMs: 7 * 24 * 3600 * 1000,
    minIntervalMs: 100,
    retainMs: 3600 * 1000,
    legacyStatus: false,
    logLevel: 'info',
    networkFilesystems: false,
    procfs: '/proc',
    sysfs: '/sys',
    configFile: undefined,
  });
});

test('the answer cannot be changed afterwards', () => {
  const config = resolveConfig({}, {}) as { prefix: string };
  assert.throws(() => {
    config.prefix = '/x';
  }, TypeError);
});

/** One good value of every option: as text, as JSON, and what it means. */
const good: { [K in keyof Config]: readonly [text: string, json: unknown, value: Config[K]] } = {
  socket: ['/tmp/a.sock', '/tmp/a.sock', '/tmp/a.sock'],
  socketMode: ['600', '0600', 0o600],
  socketGroup: ['www-data', 33, 'www-data'],
  tcp: ['[::1]:9000', '[::1]:9000', { host: '::1', port: 9000 }],
  http: ['localhost:0', 'localhost:0', { host: 'localhost', port: 0 }],
  prefix: ['/a/b.c/', '/a/b.c', '/a/b.c'],
  maxRecordings: ['5', 5, 5],
  maxMemoryBytes: ['1.5MiB', 1572864, 1572864],
  maxDurationMs: ['90m', 5400, 5_400_000],
  minIntervalMs: ['250ms', 0.25, 250],
  retainMs: ['2', '2s', 2000],
  legacyStatus: ['true', true, true],
  logLevel: ['debug', 'debug', 'debug'],
  networkFilesystems: ['true', true, true],
  procfs: ['/host/proc', '/host/proc', '/host/proc'],
  sysfs: ['/host/sys', '/host/sys', '/host/sys'],
  configFile: ['', '', undefined],
};

for (const [key, [text, json, value]] of Object.entries(good)) {
  const option = byKey[key];
  if (option === undefined || option === options.configFile) {
    continue;
  }
  const got = (config: Config) => config[key as keyof Config];
  describe(`--${option.name}`, () => {
    test('from the command line', () => {
      assert.deepEqual(got(resolveConfig({ [option.name]: text }, {})), value);
    });
    test('from the environment', () => {
      assert.deepEqual(got(resolveConfig({}, { [environmentName(option)]: text })), value);
    });
    test('from the file', () => {
      const fromFile = got(resolveConfig({ config: file({ [option.name]: json }) }, {}));
      assert.deepEqual(fromFile, key === 'socketGroup' ? '33' : value);
    });
  });
}

test('a relative path counts from the working directory', () => {
  assert.equal(resolveConfig({ procfs: 'x/proc' }, {}).procfs, join(process.cwd(), 'x/proc'));
});

test('the command line wins over the environment, this over the file, this over the default', () => {
  const config = file({ 'max-recordings': 1, retain: 1, prefix: '/file' });
  const environment = {
    SYSINFO_AGENT_MAX_RECORDINGS: '2',
    SYSINFO_AGENT_RETAIN: '2',
    SYSINFO_AGENT_CONFIG: config,
  };
  const { maxRecordings, retainMs, prefix, minIntervalMs } = resolveConfig(
    { 'max-recordings': '3' },
    environment,
  );
  assert.deepEqual([maxRecordings, retainMs, prefix, minIntervalMs], [3, 2000, '/file', 100]);
});

test('the file named on the command line wins over the one named in the environment', () => {
  const config = resolveConfig(
    { config: file({ prefix: '/argv' }) },
    { SYSINFO_AGENT_CONFIG: file({ prefix: '/environment' }) },
  );
  assert.equal(config.prefix, '/argv');
});

test('a flag is set by its bare name and unset by --no-', () => {
  assert.equal(resolveConfig({ 'legacy-status': true }, {}).legacyStatus, true);
  const unset = resolveConfig({ 'legacy-status': false }, { SYSINFO_AGENT_LEGACY_STATUS: 'true' });
  assert.equal(unset.legacyStatus, false);
});

test('of an option that is given twice the last one counts', () => {
  assert.equal(resolveConfig({ prefix: ['/a', '/b'] }, {}).prefix, '/b');
  assert.match(usageError({ retain: ['1', true] }), /got nothing/);
});

const wrong: readonly (readonly [name: string, text: string])[] = [
  ['socket', ''],
  ['socket', '/a\0b'],
  ['socket-mode', '0999'],
  ['socket-mode', '66'],
  ['socket-mode', 'rw-rw----'],
  ['socket-group', ''],
  ['socket-group', 'a b'],
  ['tcp', '9000'],
  ['tcp', ':9000'],
  ['tcp', '127.0.0.1:'],
  ['tcp', '127.0.0.1:65536'],
  ['tcp', '::1:9000'],
  ['http', 'http://localhost:80'],
  ['prefix', 'sysinfo'],
  ['prefix', '//x'],
  ['prefix', '/x?y'],
  ['prefix', '/x y'],
  ['prefix', '/x/../y'],
  ['max-recordings', '0'],
  ['max-recordings', '1.5'],
  ['max-recordings', '-1'],
  ['max-recordings', 'many'],
  ['max-recordings', '99999999999999999999'],
  ['max-memory', '1'],
  ['max-memory', '12Q'],
  ['max-memory', '1e9G'],
  ['max-duration', '7x'],
  ['max-duration', '0'],
  ['max-duration', '-5'],
  ['max-duration', '367d'],
  ['max-duration', 'Infinity'],
  ['min-interval', '0.001'],
  ['min-interval', ''],
  ['retain', '0'],
  ['legacy-status', 'maybe'],
  ['legacy-status', ''],
  ['log-level', 'loud'],
  ['procfs', ''],
  ['config', ''],
];

for (const [name, text] of wrong) {
  test(`--${name} refuses ${JSON.stringify(text.slice(0, 30))}, naming option, value and what it takes`, () => {
    const option = Object.values(byKey).find((each) => each.name === name);
    assert.ok(option);
    const expected = `--${name} takes ${option.kind.takes}; got ${text === '' ? 'nothing' : JSON.stringify(text)}`;
    assert.equal(usageError({ [name]: text }), `${expected} on the command line`);
    const variable = environmentName(option);
    assert.equal(usageError({}, { [variable]: text }), `${expected} in ${variable}`);
    if (option !== options.configFile && option.kind.json.includes('string')) {
      const path = file({ [name]: text });
      assert.equal(usageError({ config: path }), `${expected} in ${path}`);
    }
  });
}

test('an option that lacks its value says so', () => {
  assert.match(usageError({ socket: true }), /^--socket takes a path; got nothing on the command line$/);
});

test('a wrong value is an error even where another source wins', () => {
  assert.match(usageError({ retain: '5' }, { SYSINFO_AGENT_RETAIN: 'x' }), /got "x" in SYSINFO_AGENT_RETAIN/);
});

for (const [name, json] of [
  ['socket-mode', 660],
  ['legacy-status', 'true'],
  ['legacy-status', 1],
  ['max-recordings', true],
  ['max-recordings', null],
  ['prefix', ['/x']],
  ['tcp', { host: 'localhost', port: 1 }],
] as const) {
  test(`the file's ${name} refuses the JSON value ${JSON.stringify(json)}`, () => {
    const path = file({ [name]: json });
    assert.ok(usageError({ config: path }).endsWith(`; got ${JSON.stringify(json)} in ${path}`));
  });
}

test('unknown names are refused, and the one that was meant is named', () => {
  const path = file({ maxRecordings: 1 });
  assert.equal(usageError({ sokcet: '1' }), 'unknown option --sokcet; did you mean --socket?');
  assert.equal(usageError({ 'zzz-top': '1' }), 'unknown option --zzz-top');
  assert.equal(
    usageError({}, { SYSINFO_AGENT_MAXRECORDINGS: '1' }),
    'unknown environment variable SYSINFO_AGENT_MAXRECORDINGS; did you mean SYSINFO_AGENT_MAX_RECORDINGS?',
  );
  assert.equal(
    usageError({ config: path }),
    `unknown key "maxRecordings" in ${path}; did you mean "max-recordings"?`,
  );
  const nested = file({ config: '/x.json' });
  assert.equal(usageError({ config: nested }), `unknown key "config" in ${nested}`);
});

test('a file that cannot be read, or is no JSON object, is named', () => {
  const absent = join(directory, 'absent.json');
  assert.match(
    usageError({ config: absent }),
    /--config takes a readable JSON file; got .*absent\.json: ENOENT/,
  );
  const broken = file('{\n  "prefix": \n}');
  assert.ok(usageError({ config: broken }).includes(`got ${broken}: `));
  assert.match(usageError({ config: file('[1]') }), /takes a file with one JSON object/);
  assert.match(usageError({ config: file('null') }), /takes a file with one JSON object/);
});

test('an interval longer than any recording makes no sense', () => {
  assert.match(usageError({ 'max-duration': '1', 'min-interval': '2' }), /--min-interval .* --max-duration/);
});
