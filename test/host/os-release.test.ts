import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { distributionName, parseOsRelease, readDistributionName } from '../../src/host/os-release.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const nameIn = (text: string) => distributionName(parseOsRelease(text));

for (const [text, expected] of [
  [
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\n',
    'Debian GNU/Linux 12 (bookworm)',
  ],
  ["PRETTY_NAME='Alpine Linux v3.20'\n", 'Alpine Linux v3.20'],
  ['ID=arch\nPRETTY_NAME=Arch\n', 'Arch'],
  [
    '# PRETTY_NAME="no"\r\nPRETTY_NAME="with a \\"quote\\", a \\$ and a \\\\"\r\n',
    'with a "quote", a $ and a \\',
  ],
  ['NAME=Fedora\nVERSION="41 (Server Edition)"\nVERSION_ID=41', 'Fedora 41 (Server Edition)'],
  ['NAME="Void"\nPRETTY_NAME=""\n', 'Void'],
  ['NAME=Slackware\nVERSION_ID=15.0', 'Slackware 15.0'],
  ['ID=thing\n', undefined],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(text)} names ${expected}`, () => assert.equal(nameIn(text), expected));
}

test('the first file that names the distribution counts', async (t) => {
  const directory = temporaryDirectory(t);
  const [absent, nameless, named] = ['absent', 'nameless', 'named'].map((name) => join(directory, name));
  writeFileSync(nameless as string, 'ID=thing\n');
  writeFileSync(named as string, 'PRETTY_NAME="Named"\n');
  assert.equal(await readDistributionName([absent, nameless, named] as string[]), 'Named');
  assert.equal(await readDistributionName([absent, nameless] as string[]), undefined);
  assert.equal(await readDistributionName([directory]), undefined, 'a directory names nothing');
});

test('no text makes it throw, and a name is never empty', () => {
  const line = fc.tuple(
    fc.constantFrom('NAME', 'PRETTY_NAME', 'VERSION', 'X'),
    fc.string({ unit: 'binary' }),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(line).map((lines) => lines.map(([name, value]) => `${name}=${value}`).join('\n')),
  );
  fc.assert(fc.property(text, (content) => assert.notEqual(nameIn(content), '')));
});
