import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Body, sleep, succeed } from '../contract/target.ts';
import { startAgent } from '../support/agent-process.ts';
import { startPython } from '../support/python-program.ts';
import { assertAgree, type Tolerance } from './figures.ts';
import { startPsutil, type Witness } from './psutil.ts';
import { withSecondChance } from './second-chance.ts';
import { print, type Row, rows } from './tools.ts';
import { targetOf } from './window.ts';

const MB = 2 ** 20;
const WRITTEN_MB = 64;

/** Beside the test, not in /tmp: that may be memory, and memory is no disk. */
const directory = fileURLToPath(new URL('.', import.meta.url));

/** Other programs write and remove files in the second between our question to the kernel and the other tools'. */
const SPACE: Tolerance = { absolute: 16 * MB };

/** df rounds up to a whole percent, psutil to 0.1; of a small filesystem 16 MB are something too. */
const PERCENT_BY_DF: Tolerance = { absolute: 1.2 };
const PERCENT_BY_PSUTIL: Tolerance = { absolute: 0.3 };

/** Read-only images are not reported, and full in any case. */
const IMAGES = ['squashfs', 'erofs', 'iso9660', 'udf'].flatMap((type) => ['-x', type]);

test('filesystems, before and after a file of known size is written', async (t) => {
  const psutil = await startPsutil(t);
  const load = await startPython(t, 'direct_io.py', 'against-space', directory);
  await withSecondChance(t, async () => {
    await load.ask('write', 0);
    const before = await compare(t, psutil);
    await load.ask('write', WRITTEN_MB);
    const after = await compare(t, psutil);
    const grown = after.used - before.used;
    assertAgree(t, 'space in use has grown', grown, { 'the load': WRITTEN_MB * MB }, SPACE);
  });
});

/** All filesystems; @returns ours of the one that the load writes to. */
async function compare(t: TestContext, psutil: Witness): Promise<Body> {
  const ours = await freshDisks();
  for (const disk of ours) {
    const [df] = await runDf(disk.mountPoint);
    const usage = await psutil.usage(disk.mountPoint);
    assert.ok(df);
    const { mountPoint } = disk;
    assertAgree(t, `size of ${mountPoint}`, disk.total, { df: Number(df['1-blocks']), psutil: usage.total });
    assertAgree(t, `used of ${mountPoint}`, disk.used, { df: Number(df.Used), psutil: usage.used }, SPACE);
    assertAgree(
      t,
      `free of ${mountPoint}`,
      disk.free,
      { df: Number(df.Available), psutil: usage.free },
      SPACE,
    );
    assertAgree(
      t,
      `percent of ${mountPoint}`,
      disk.percent,
      { df: Number.parseInt(df.Capacity as string, 10) },
      PERCENT_BY_DF,
    );
    assertAgree(t, `percent of ${mountPoint}`, disk.percent, { psutil: usage.percent }, PERCENT_BY_PSUTIL);
  }
  // Of what has no device df lists much that is no disk; and container engines mount single files.
  const local = (await runDf('-l', ...IMAGES)).filter(
    ({ Filesystem = '', Mounted = '' }) => Filesystem.startsWith('/dev/') && statSync(Mounted).isDirectory(),
  );
  for (const { Filesystem } of local) {
    assert.ok(
      ours.some(({ device }: Body) => device === Filesystem),
      `we report ${Filesystem} as df does`,
    );
  }
  const [here] = await runDf(directory);
  return ours.find(({ mountPoint }: Body) => mountPoint === here?.Mounted);
}

/** As a new agent reports them: one that runs for long asks the kernel every ten seconds while it records. */
async function freshDisks(): Promise<Body> {
  const agent = await startAgent(['--http', '127.0.0.1:0']);
  try {
    const target = targetOf(agent);
    for (;;) {
      const { system } = await succeed(target, '/performance/real_time?units=bytes');
      // The first request may come before the answers of the filesystems.
      if (system.disk.length > 0) return system.disk;
      await sleep(20);
    }
  } finally {
    await agent.stop();
  }
}

async function runDf(...argv: readonly string[]): Promise<readonly Row[]> {
  return rows((await print('df', '-P', '-B1', ...argv)).trim().split('\n'));
}
