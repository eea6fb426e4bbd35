import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findSiteFiles } from '../../../src/cli/nginx/site-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test('the link goes where this distribution includes sites from', (t) => {
  const nginx = temporaryDirectory(t);
  assert.equal(findSiteFiles(nginx), undefined);
  mkdirSync(join(nginx, 'conf.d'));
  assert.equal(findSiteFiles(nginx)?.link, join(nginx, 'conf.d/sysinfo-agent.conf'));
  mkdirSync(join(nginx, 'sites-enabled'));
  assert.equal(findSiteFiles(nginx)?.link, join(nginx, 'sites-enabled/sysinfo-agent'));
});
