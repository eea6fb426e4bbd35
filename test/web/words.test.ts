import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlace, placeAddress } from '../../src/web/address.ts';
import { curlLines } from '../../src/web/data/curl-lines.ts';
import { parseDuration } from '../../src/web/data/duration-text.ts';
import { recordingHash } from '../../src/web/data/recording-hash.ts';
import { createClock } from '../../src/web/i18n/clock.ts';
import { chooseLanguage, LANGUAGES } from '../../src/web/i18n/language.ts';

test('a recording is named by the MD5 of prefix, pid and time', () => {
  // printf 'http://h/sysinfo;42;1700000000000' | md5sum
  assert.equal(recordingHash('http://h/sysinfo', 42, 1_700_000_000_000), '8463cdb8504bf6f6845cedf69dfbecb0');
});

test('durations as people type them', () => {
  const typed: [string, number | undefined][] = [
    ['90', 90],
    [' 1.5 ', 1.5],
    ['5m', 300],
    ['1h30m', 5400],
    ['1H 30M', 5400],
    ['1d', 86_400],
    ['0', undefined],
    ['', undefined],
    ['-5', undefined],
    ['5 parsecs', undefined],
    ['1e9', undefined],
  ];
  for (const [text, seconds] of typed) assert.equal(parseDuration(text), seconds, text);
});

test('curl lines quote what a shell would take for its own', () => {
  const { start, stop } = curlLines("http://h/it's", {
    hash: 'abc',
    duration: 60,
    interval: 0.5,
    server: "cmd:a'b&c $(id)",
    children: true,
  });
  assert.equal(
    start,
    "curl 'http://h/it'\\''s/performance/start_collecting?hash=abc&duration=60&interval=0.5&server=cmd%3Aa'\\''b%26c%20%24(id)&children=true'",
  );
  assert.equal(stop, "curl 'http://h/it'\\''s/performance/stop_collecting?hash=abc'");
});

test('without a service neither it nor its descendants are asked for', () => {
  const { start } = curlLines('http://h', {
    hash: 'a',
    duration: 1,
    interval: 1,
    server: '',
    children: true,
  });
  assert.equal(start, "curl 'http://h/performance/start_collecting?hash=a&duration=1&interval=1'");
});

test('every place has an address that leads back to it', () => {
  const places = [
    { view: 'live' },
    { view: 'record' },
    { view: 'recordings' },
    { view: 'recording', hash: 'a.b~c-d_e' },
    { view: 'compare', a: 'one', b: 'two/three?' },
  ] as const;
  for (const place of places) assert.deepEqual(parsePlace(placeAddress(place)), place);
});

test('an address that leads nowhere opens the live view', () => {
  for (const fragment of ['', '#', '#/nothing', '#/recording', '#/compare/a', '#/recording/']) {
    assert.deepEqual(parsePlace(fragment), { view: 'live' });
  }
  assert.deepEqual(parsePlace('#/recording/%E0%A4%A'), { view: 'recording', hash: '%E0%A4%A' });
});

test('the language is the chosen one, then the browser’s first that the page speaks', () => {
  assert.equal(chooseLanguage([undefined, 'fr-FR', 'zh-TW', 'en']), 'zh');
  assert.equal(chooseLanguage(['en', 'zh']), 'en');
  assert.equal(chooseLanguage(['fr']), 'en');
});

test('both languages have a text for everything, and none is left in the other', () => {
  const texts = (table: object): [string, string][] =>
    Object.entries(table).flatMap(([key, value]): [string, string][] =>
      typeof value === 'object' && value !== null
        ? texts(value).map(([path, text]) => [`${key}.${path}`, text])
        : [[key, typeof value === 'function' ? String(value('1', '2', '3')) : String(value)]],
    );
  const chinese = new Map(texts(LANGUAGES.zh));
  for (const [path, text] of texts(LANGUAGES.en)) {
    assert.notEqual(chinese.get(path) ?? '', '', path);
    const isWord = /[a-z]{4}/.test(text) && path !== 'languageName';
    if (isWord) assert.match(chinese.get(path) ?? '', /\p{Script=Han}/u, `${path}: ${chinese.get(path)}`);
  }
});

test('times are in the named zone', () => {
  const clock = createClock('en-GB', 'Asia/Shanghai');
  const noon = Date.UTC(2026, 0, 2, 4, 0, 5);
  assert.equal(clock.time(noon), '12:00:05');
  assert.equal(clock.tick(noon, 60_000), '12:00');
  assert.match(clock.dateTime(noon), /2 Jan 2026.*12:00:05.*GMT\+8/);
  assert.equal(clock.zone, 'Asia/Shanghai (UTC+08:00)');
});

test('lengths of time', () => {
  const clock = createClock('en', 'UTC');
  const said: [number, string][] = [
    [0.5, '0.5 sec'],
    [59, '59 sec'],
    [90, '1 min 30 sec'],
    [3600, '1 hr'],
    [5400, '1 hr 30 min'],
    [90_000, '1 day 1 hr'],
  ];
  for (const [seconds, text] of said) assert.equal(clock.span(seconds), text);
  assert.equal(clock.elapsed(65_000), '1:05');
  assert.equal(clock.elapsed(7_200_000), '2:00:00');
  assert.equal(clock.elapsed(1500), '0:01.5');
});
