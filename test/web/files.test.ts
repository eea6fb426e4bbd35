import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecording } from '../../src/web/data/recorded.ts';
import { csvText, recordingCsv } from '../../src/web/export/csv.ts';
import { jsonForScript, recordingHtml } from '../../src/web/export/html-file.ts';
import { fileName } from '../../src/web/export/save-file.ts';
import { recording, STARTED_AT, systemInfo } from './answers.ts';

test('CSV: one row a sample, one column a series, gaps empty', () => {
  const info = systemInfo(2);
  const answer = recording(2, { system: { ...info, cpu: { ...info.cpu, percent: [12.5, null] } } });
  const [head, ...rows] = recordingCsv(readRecording(answer)).split('\r\n');
  const columns = head?.split(',') ?? [];
  assert.deepEqual(columns.slice(0, 3), ['time', 'elapsed_seconds', 'system.cpu.percent']);
  assert.equal(rows.length, 3, 'two samples, and the end of the last line');
  const [first, second] = rows.map((row) => row.split(','));
  assert.deepEqual(first?.slice(0, 3), ['2026-05-04T10:20:31.000Z', '1', '12.5']);
  assert.equal(second?.[2], '');
  assert.equal(second?.[columns.indexOf('system.io.readSize')], '1024');
  assert.equal(first?.length, columns.length);
});

test('CSV: a text that a spreadsheet would compute is made plain text', () => {
  assert.equal(csvText('=HYPERLINK("http://x","y")'), '"\'=HYPERLINK(""http://x"",""y"")"');
  for (const text of ['+1', '-1', '@A1', '\tA']) assert.ok(csvText(text).startsWith("'"), text);
  assert.equal(csvText('a,b'), '"a,b"');
  assert.equal(csvText('plain'), 'plain');
});

const SOURCES = {
  script: 'run()',
  scriptIntegrity: 'sha256-AAAA',
  style: 'p{}',
  styleIntegrity: 'sha256-BBBB',
  language: 'en',
  savedAtMs: STARTED_AT,
};

test('HTML: hostile names end no element, and the data survives', () => {
  const server = '</script><script>alert(1)</script><!--\u2028';
  const html = recordingHtml(recording(1, { server }), SOURCES);
  assert.equal(html.match(/<script/g)?.length, 2);
  assert.equal(html.match(/<\/script/g)?.length, 2);
  assert.ok(!html.includes('<!--') && !html.includes('\u2028'.concat('"')));
  const json = /<script type="application\/json" id="saved-recording">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  assert.equal(JSON.parse(json).answer.server, server);
});

test('HTML: its policy admits only its own script and style', () => {
  const html = recordingHtml(recording(1), SOURCES);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /^default-src 'none';/);
  assert.match(policy, /script-src 'sha256-AAAA'/);
  assert.match(policy, /style-src 'sha256-BBBB'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});

test('JSON within a script has none of the characters that HTML or old scripts read', () => {
  const value = { text: '</script>\u2028\u2029<!--' };
  const text = jsonForScript(value);
  assert.doesNotMatch(text, /[<>\u2028\u2029]/);
  assert.deepEqual(JSON.parse(text), value);
});

test('file names hold nothing that names a folder or a command', () => {
  assert.equal(
    fileName(recording(1, { server: '../../etc/passwd; rm' }), 'csv'),
    'web-1-etc-passwd-rm-2026-05-04T10-20-30Z.csv',
  );
  assert.equal(fileName(recording(1), 'html'), 'web-1-2026-05-04T10-20-30Z.html');
});
