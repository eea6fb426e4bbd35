import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** From the ground up, with what each room must not import; a room may import what is not named. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  proc: ['host', 'samplers', 'recordings', 'routes', 'server', 'web', 'cli', 'agent'],
  host: ['samplers', 'recordings', 'routes', 'server', 'web', 'cli', 'agent'],
  samplers: ['recordings', 'routes', 'server', 'web', 'cli', 'agent'],
  recordings: ['routes', 'server', 'web', 'cli', 'agent'],
  routes: ['server', 'web', 'cli', 'agent'],
  server: ['proc', 'host', 'samplers', 'recordings', 'routes', 'web', 'cli', 'agent'],
  web: ['proc', 'host', 'samplers', 'recordings', 'routes', 'server', 'cli', 'agent'],
  cli: [],
};

const rooms = Object.keys(forbidden);

/** Files of every room, each with one import, that the linter refused. */
const refused = new Set<string>();

let directory: string;

after(() => {
  rmSync(directory, { recursive: true });
});

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysinfo-agent-layers-'));
  copyFileSync(join(root, 'biome.json'), join(directory, 'biome.json'));
  copyFileSync(join(root, '.gitignore'), join(directory, '.gitignore'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  for (const room of rooms) {
    for (const target of [...rooms, 'exchange', 'agent']) {
      const from = { agent: '../agent.ts', exchange: '../routes/exchange.ts' }[target] ?? `../${target}/a.ts`;
      write(`src/${room}/imports-${target}.ts`, `import { a } from '${from}';\nexport const b = a;\n`);
      // A room keeps its rules in its inner folders.
      write(
        `src/${room}/inner/imports-${target}.ts`,
        `import { a } from '../${from}';\nexport const b = a;\n`,
      );
    }
  }
  const { stdout } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=1000', 'src'],
    { cwd: directory, encoding: 'utf8' },
  );
  for (const { category, location } of JSON.parse(stdout).diagnostics) {
    assert.equal(category, 'lint/style/noRestrictedImports');
    refused.add(location.path);
  }
});

for (const room of rooms) {
  test(`src/${room} imports downward only`, () => {
    for (const target of [...rooms, 'agent'].filter((each) => each !== room)) {
      const isForbidden = forbidden[room]?.includes(target);
      for (const file of [`src/${room}/imports-${target}.ts`, `src/${room}/inner/imports-${target}.ts`]) {
        assert.equal(refused.has(file), isForbidden, `${file} is ${isForbidden ? 'not refused' : 'refused'}`);
      }
    }
  });
}

test('of src/routes, src/server may import exchange.ts', () => {
  assert.equal(refused.has('src/server/imports-exchange.ts'), false);
});
