import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type CgiPath,
  cgiRoutePath,
  httpRoutePath,
  normalizePrefix,
  queryOf,
} from '../../src/server/route-path.ts';

function cgi(params: Partial<CgiPath>, prefix: string) {
  return cgiRoutePath(
    { pathInfo: undefined, requestUri: undefined, scriptName: undefined, ...params },
    prefix,
  );
}

test('a prefix may be written with or without its slashes', () => {
  for (const text of ['a/b', '/a/b', '/a/b/', '//a/b//']) assert.equal(normalizePrefix(text), '/a/b');
  for (const text of ['', '/', '//']) assert.equal(normalizePrefix(text), '');
});

describe('a FastCGI request with PATH_INFO', () => {
  test('leads there, whatever the prefix', () => {
    for (const prefix of ['', '/other', '/sysinfo']) {
      const { path, slashMissing } = cgi({ pathInfo: '/health', requestUri: '/sysinfo/health' }, prefix);
      assert.deepEqual([path, slashMissing], ['/health', false]);
    }
  });

  test('that lacks its slash leads there too', () => {
    assert.equal(
      cgi({ pathInfo: 'performance/real_time', requestUri: '/x' }, '').path,
      '/performance/real_time',
    );
  });

  test('is not decoded again', () => {
    assert.equal(cgi({ pathInfo: '/%41', requestUri: '/%2541' }, '').path, '/%41');
  });
});

describe('a FastCGI request without PATH_INFO', () => {
  const cases: readonly (readonly [requestUri: string, prefix: string, path: string | undefined])[] = [
    ['/health', '', '/health'],
    ['/', '', '/'],
    ['/sysinfo/health', '/sysinfo', '/health'],
    ['/sysinfo/', '/sysinfo', '/'],
    ['/sysinfo/?a=/b', '/sysinfo', '/'],
    ['/sysinfo', '/sysinfo', ''],
    ['/sysinfo?a', '/sysinfo', ''],
    ['/a/b/c/health?x=1?2', '/a/b/c', '/health'],
    ['/a/bc', '/a/b', undefined],
    ['/a', '/a/b', undefined],
    ['/x/sysinfo/health', '/sysinfo', undefined],
    ['http://example.org/sysinfo/health?a', '/sysinfo', '/health'],
    ['HTTPS://example.org:8443', '', '/'],
    ['/s%79sinfo/he%61lth', '/sysinfo', '/health'],
    ['/my%20agent/health', '/my agent', '/health'],
    ['/sysinfo/%ff', '/sysinfo', '/%ff'],
    ['/sysinfo/%2541', '/sysinfo', '/%41'],
    ['/sysinfo//health', '/sysinfo', '//health'],
    ['/sysinfo/../health', '/sysinfo', '/../health'],
    ['*', '', undefined],
    ['nonsense', '', undefined],
  ];
  for (const [requestUri, prefix, path] of cases) {
    for (const pathInfo of [undefined, '']) {
      test(`${requestUri} below ${prefix || 'no prefix'}, PATH_INFO ${pathInfo === '' ? 'empty' : 'absent'}`, () => {
        assert.equal(cgi({ requestUri, pathInfo }, prefix).path, path);
      });
    }
  }

  test('falls back on the script where there is no REQUEST_URI', () => {
    assert.equal(cgi({ scriptName: '/sysinfo/health' }, '/sysinfo').path, '/health');
    assert.equal(cgi({ scriptName: '/sysinfo/health', requestUri: '' }, '/sysinfo').path, '/health');
    assert.equal(cgi({}, '').path, undefined);
  });

  test('lacks a slash where it is the prefix itself', () => {
    assert.equal(cgi({ requestUri: '/sysinfo' }, '/sysinfo').slashMissing, true);
    assert.equal(cgi({ requestUri: '/sysinfo/' }, '/sysinfo').slashMissing, false);
    assert.equal(cgi({ requestUri: '/sysinfo/x' }, '/sysinfo').slashMissing, false);
  });

  test('may lack a slash where an empty PATH_INFO says that it is the script itself', () => {
    const mount = { pathInfo: '', requestUri: '/sysinfo?a', scriptName: '/sysinfo' };
    assert.deepEqual(cgi(mount, ''), { path: '/sysinfo', urlPath: '/sysinfo', slashMissing: true });
    assert.equal(cgi({ ...mount, pathInfo: undefined }, '').slashMissing, false);
    assert.equal(cgi({ ...mount, scriptName: '/other' }, '').slashMissing, false);
    assert.equal(cgi({ ...mount, requestUri: '/s/', scriptName: '/s/' }, '').slashMissing, false);
  });
});

describe('a plain HTTP request', () => {
  const cases: readonly (readonly [url: string, path: string])[] = [
    ['/sysinfo/health?a', '/health'],
    ['/health', '/health'],
    ['/sysinfo', ''],
    ['/sysinfo/', '/'],
    ['/', '/'],
    ['/sysinfos', '/sysinfos'],
    ['/he%61lth', '/health'],
    ['/%', '/%'],
    ['http://localhost/sysinfo/health', '/health'],
  ];
  for (const [url, path] of cases) {
    test(`${url} leads to ${JSON.stringify(path)}`, () => {
      assert.equal(httpRoutePath(url, '/sysinfo').path, path);
    });
  }

  test('without a prefix is what it is', () => {
    assert.deepEqual(httpRoutePath('/health', ''), {
      path: '/health',
      urlPath: '/health',
      slashMissing: false,
    });
  });
});

test('a query is what follows the first question mark', () => {
  assert.equal(queryOf('/a?b=1?2'), 'b=1?2');
  assert.equal(queryOf('/a?'), '');
  assert.equal(queryOf('/a'), '');
});
