import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { environmentName, type Option, options } from '../src/config.ts';
import { openAgentInProcess } from './support/agent-in-process.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The README's table of options, made from the one table they all come from. */
function optionTable(): string {
  const rows = Object.values<Option>(options).map(
    (option) =>
      `| \`--${option.name}\` | ${option.describe} | ${option.kind.takes} | ${shownDefault(option)} |`,
  );
  return ['| option | meaning | takes | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function shownDefault({ default: text, defaultNote }: Option): string {
  return defaultNote ?? `\`${text}\``;
}

describe('the README', () => {
  test('has every option with its meaning, unit and default', () => {
    assert.ok(readme.includes(optionTable()), `the table of options is to be:\n\n${optionTable()}\n`);
    assert.ok(readme.includes(environmentName(options.retainMs)));
  });

  test('tells of every endpoint', async () => {
    const agent = await openAgentInProcess();
    for (const path of agent.paths) {
      if (path.startsWith('/assets/') || path === '/favicon.ico') continue;
      assert.ok(readme.includes(`\`GET ${path}`), `${path} is not in the README`);
    }
    await agent.close();
  });

  test('shows a picture that exists', () => {
    const picture = /!\[[^\]]+\]\((\.readme\/[^)]+)\)/.exec(readme)?.[1];
    assert.ok(picture !== undefined);
    const bytes = readFileSync(new URL(`../${picture}`, import.meta.url));
    assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
  });
});
