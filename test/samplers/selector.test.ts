import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { AgentError } from '../../src/errors.ts';
import { createMatcher, type Identity, parseSelector } from '../../src/samplers/selector.ts';

suite('what a client may ask for', () => {
  for (const [text, kind, value] of [
    ['nginx', 'name', 'nginx'],
    ['php-fpm: pool www', 'name', 'php-fpm: pool www'],
    ['a) (b', 'name', 'a) (b'],
    [':x', 'name', ':x'],
    ['PID:5', 'name', 'PID:5'],
    ['pid:4711', 'pid', '4711'],
    ['pidfile:/run/x.pid', 'pidfile', '/run/x.pid'],
    ['unit:nginx.service', 'unit', 'nginx.service'],
    ['cgroup:/', 'cgroup', '/'],
    ['cmd:--name: x', 'cmd', '--name: x'],
    ['名前', 'name', '名前'],
  ] as const) {
    test(text, () => assert.deepEqual(parseSelector(text), { kind, value, text }));
  }
});

suite('what is refused', () => {
  for (const [text, message] of [
    ['pid:', /needs a value/],
    ['unit:', /needs a value/],
    ['cmd:', /needs a value/],
    ['pidfile:', /needs a value/],
    ['cgroup:', /needs a value/],
    ['pid:0', /number of a process/],
    ['pid:-1', /number of a process/],
    ['pid:1e3', /number of a process/],
    ['pid: 1', /number of a process/],
    ['pid:99999999999', /number of a process/],
    ['pidfile:run/x.pid', /absolute path/],
    ['cgroup:system.slice', /absolute path/],
    ['a\0b', /NUL/],
    ['x'.repeat(4097), /4096 characters/],
  ] as const) {
    test(JSON.stringify(text.slice(0, 30)), () => {
      assert.throws(
        () => parseSelector(text),
        (error) =>
          error instanceof AgentError &&
          error.code === 'invalid_parameter' &&
          error.parameter === 'server' &&
          message.test(error.message),
      );
    });
  }

  test('any text is a selector or an error of the parameter', () => {
    const text = fc.tuple(
      fc.constantFrom('', 'pid:', 'pidfile:', 'unit:', 'cgroup:', 'cmd:'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, ([kind, rest]) => {
        try {
          assert.equal(parseSelector(kind + rest).text, kind + rest);
        } catch (error) {
          assert.ok(error instanceof AgentError && error.parameter === 'server');
        }
      }),
    );
  });
});

const identity = (fields: Partial<Identity>): Identity => ({
  pid: 100,
  startTicks: 5000,
  parentPid: 1,
  comm: 'sh',
  arguments: ['/bin/sh'],
  executableName: 'dash',
  cgroups: ['/'],
  ...fields,
});
const matches = (text: string, fields: Partial<Identity>) =>
  createMatcher(parseSelector(text)).why(identity(fields)) !== undefined;

suite('names', () => {
  test('a short one is the name the kernel tells, exactly', () => {
    assert.ok(matches('nginx', { comm: 'nginx' }));
    assert.ok(matches('a) (b', { comm: 'a) (b' }));
    assert.ok(matches('exactly-15-char', { comm: 'exactly-15-char' }));
    assert.ok(!matches('nginx', { comm: 'nginx2' }));
    assert.ok(!matches('NGINX', { comm: 'nginx' }));
    assert.ok(!matches('nginx', { comm: 'sh', arguments: ['/usr/sbin/nginx'], executableName: 'nginx' }));
  });

  test('a longer one, which the kernel cuts, is that of the first argument or of the executable', () => {
    const long = 'a-very-long-name-indeed';
    assert.ok(matches(long, { comm: 'a-very-long-nam', arguments: [`/usr/lib/${long}`] }));
    assert.ok(matches(long, { comm: 'x', executableName: long }));
    assert.ok(!matches(long, { comm: 'a-very-long-nam', arguments: ['/usr/lib/a-very-long-name-else'] }));
    assert.ok(!matches(long, { comm: 'a-very-long-nam', arguments: undefined, executableName: undefined }));
  });

  test('the length that counts is in bytes', () => {
    assert.ok(matches('ünïcödé-nàmé', { comm: 'x', arguments: ['ünïcödé-nàmé'] }));
  });
});

suite('control groups', () => {
  test('a unit is any part of the path, of any hierarchy; its sub-groups belong to it', () => {
    assert.ok(matches('unit:nginx.service', { cgroups: ['/', '/system.slice/nginx.service'] }));
    assert.ok(matches('unit:nginx.service', { cgroups: ['/system.slice/nginx.service/worker'] }));
    assert.ok(matches('unit:system.slice', { cgroups: ['/system.slice/nginx.service'] }));
    assert.ok(!matches('unit:nginx', { cgroups: ['/system.slice/nginx.service'] }));
    assert.ok(!matches('unit:nginx.service', { cgroups: undefined }));
  });

  test('a path is that group and what is below it', () => {
    assert.ok(matches('cgroup:/docker/abc', { cgroups: ['/docker/abc'] }));
    assert.ok(matches('cgroup:/docker/', { cgroups: ['/docker/abc'] }));
    assert.ok(matches('cgroup:/', { cgroups: ['/docker/abc'] }));
    assert.ok(!matches('cgroup:/docker/ab', { cgroups: ['/docker/abc'] }));
    assert.ok(!matches('cgroup:/docker/abc', { cgroups: ['/docker'] }));
  });
});

suite('command lines', () => {
  test('a part of it, across arguments', () => {
    const fields = { arguments: ['java', '-jar', '/srv/app.jar'] };
    assert.ok(matches('cmd:-jar /srv/app', fields));
    assert.ok(!matches('cmd:-jar  /srv', fields));
    assert.ok(!matches('cmd:java', { arguments: undefined }));
  });

  test('why it matches holds nothing of it', () => {
    const secret = identity({ arguments: ['x', '--password=hunter2'] });
    assert.doesNotMatch(createMatcher(parseSelector('cmd:hunter2')).why(secret) ?? '', /hunter2/);
  });
});

test('a pid is the first process that is seen with it, and no later one', () => {
  const matcher = createMatcher(parseSelector('pid:100'));
  assert.equal(matcher.why(identity({ pid: 101 })), undefined);
  assert.ok(matcher.why(identity({ startTicks: 5000 })));
  assert.equal(matcher.why(identity({ startTicks: 9000 })), undefined);
  assert.ok(matcher.why(identity({ startTicks: 5000 })));
});
