import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { applyChanges, type NginxControl } from '../../../src/cli/nginx/apply-site.ts';
import type { ToolAnswer } from '../../../src/host/run-tool.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const fine: ToolAnswer = { kind: 'output', text: '' };
const failed: ToolAnswer = { kind: 'failed', reason: 'no' };

function control(answers: Partial<Record<'test' | 'reload', ToolAnswer>>, isRunning = true) {
  const asked: string[] = [];
  const answer = (name: 'test' | 'reload') => async () => {
    asked.push(name);
    return answers[name] ?? fine;
  };
  const nginx: NginxControl = {
    test: answer('test'),
    reload: answer('reload'),
    isRunning: async () => isRunning,
  };
  return { nginx, asked };
}

/** A link to replace, a file to replace, a file to remove, and one to make. */
function before(directory: string) {
  const at = (name: string) => join(directory, name);
  symlinkSync('/somewhere', at('link'));
  writeFileSync(at('file'), 'old');
  writeFileSync(at('gone'), 'here');
  const changes = [
    { path: at('link'), to: { kind: 'link', to: '/elsewhere' } },
    { path: at('file'), to: { kind: 'file', content: 'new' } },
    { path: at('gone'), to: { kind: 'nothing' } },
    { path: at('made'), to: { kind: 'file', content: 'made' } },
  ] as const;
  return changes;
}

function contents(directory: string): Record<string, string> {
  const shown = (name: string) => {
    const path = join(directory, name);
    return lstatSync(path).isSymbolicLink() ? `→ ${readlinkSync(path)}` : readFileSync(path, 'utf8');
  };
  return Object.fromEntries(readdirSync(directory).map((name) => [name, shown(name)]));
}

const old = { link: '→ /somewhere', file: 'old', gone: 'here' };
const changed = { link: '→ /elsewhere', file: 'new', made: 'made' };

test('what nginx accepts stays, and nginx reloads', async (t) => {
  const directory = temporaryDirectory(t);
  const { nginx, asked } = control({});
  assert.deepEqual(await applyChanges(before(directory), nginx), { kind: 'applied', reloaded: true });
  assert.deepEqual(contents(directory), changed);
  assert.deepEqual(asked, ['test', 'reload']);
});

test('an nginx that does not run is not reloaded', async (t) => {
  const directory = temporaryDirectory(t);
  const { nginx, asked } = control({}, false);
  assert.deepEqual(await applyChanges(before(directory), nginx), { kind: 'applied', reloaded: false });
  assert.deepEqual(asked, ['test']);
});

for (const step of ['test', 'reload'] as const) {
  test(`when its ${step} fails everything is as it was`, async (t) => {
    const directory = temporaryDirectory(t);
    const { nginx } = control({ [step]: failed });
    assert.deepEqual(await applyChanges(before(directory), nginx), { kind: 'refused', reason: 'no' });
    assert.deepEqual(contents(directory), old);
  });
}

test('when a change cannot be made everything is as it was', async (t) => {
  const directory = temporaryDirectory(t);
  const { nginx, asked } = control({});
  const impossible = {
    path: join(directory, 'no', 'such', 'directory'),
    to: { kind: 'file', content: '' },
  } as const;
  await assert.rejects(applyChanges([...before(directory), impossible], nginx), { code: 'ENOENT' });
  assert.deepEqual(contents(directory), old);
  assert.deepEqual(asked, []);
});
