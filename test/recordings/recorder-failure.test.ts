import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { suite, test } from 'node:test';
import { AgentError } from '../../src/errors.ts';
import { PROCESS_COLUMNS } from '../../src/samplers/process.ts';
import { parametersOf, type RecorderRig, recorderRig } from '../support/recorder-rig.ts';

const openDescriptors = () => readdirSync('/proc/self/fd').length;
const isShuttingDown = (error: unknown) => error instanceof AgentError && error.code === 'shutting_down';

/** The server's process, in a state that no kernel shows. */
function breakServer({ host }: RecorderRig): void {
  host.write('proc/7/statm', 'nonsense\n');
}

suite('a recording that cannot begin', () => {
  test('is told to who started it, and leaves nothing behind', async (t) => {
    const rig = recorderRig(t, { maxRecordings: 1 });
    const { clock, host, recorder, store, events } = rig;
    host.put(7);
    breakServer(rig);
    const descriptors = openDescriptors();
    const parameters = parametersOf({ hash: 'a', server: 'server' });
    const outcomes = [recorder.start(parameters), recorder.start(parameters), recorder.stop('a')];
    clock.advance(100);
    for (const outcome of outcomes) await assert.rejects(outcome, /does not look as documented/);
    assert.deepEqual([...store.all()], []);
    assert.deepEqual(events, []);
    assert.equal(openDescriptors(), descriptors, 'the service was closed');
    host.put(7);
    const again = recorder.start(parameters);
    clock.advance(100);
    assert.equal((await again).matched, 1);
  });

  test('when it cannot even be made, nobody made room for it', async (t) => {
    const { clock, host, recorder, start } = recorderRig(t, { maxRecordings: 1 });
    const fetched = await start({ hash: 'fetched', durationMs: 1000 });
    clock.advance(2000);
    recorder.markFetched(fetched);
    host.put(7);
    host.write('proc/7/stat', 'nonsense\n');
    await assert.rejects(recorder.start(parametersOf({ hash: 'new', server: 'server' })), /documented/);
    assert.equal(recorder.find('fetched').recording, fetched);
  });
});

suite('a sample that goes wrong', () => {
  test('costs the service that sample: unknown, with the reason, and told once', async (t) => {
    const rig = recorderRig(t);
    const { clock, host, events, start } = rig;
    host.put(7, { ticks: 0 });
    const recording = await start(parametersOf({ hash: 'a', server: 'server', durationMs: 4000 }));
    clock.advance(1000);
    breakServer(rig);
    clock.advance(2000);
    host.put(7, { ticks: 90 });
    clock.advance(1000);
    const column = (path: string) => {
      const index = PROCESS_COLUMNS.findIndex((candidate) => candidate.path.join('.') === path);
      return [...(recording.view().process?.column(index) ?? [])];
    };
    // What it used meanwhile is there when it can be read again.
    assert.deepEqual(column('cpu.percent'), [0, Number.NaN, Number.NaN, 30]);
    assert.deepEqual(column('count'), [1, Number.NaN, Number.NaN, 1]);
    assert.equal([...recording.view().system.timestamps()].some(Number.isNaN), false);
    const { unreadable, taken, missed } = recording.quality;
    const [note] = unreadable.filter(({ what }) => what === 'process');
    assert.equal(note?.samples, 2);
    assert.match(note?.reason ?? '', /does not look as documented/);
    assert.deepEqual([taken, missed], [4, 0]);
    assert.equal(events.filter((event) => event.startsWith('failed')).length, 1);
    assert.equal(recording.state.kind, 'finished');
  });

  test('costs other recordings nothing', async (t) => {
    const rig = recorderRig(t);
    const { clock, host, start } = rig;
    host.put(7);
    await start(parametersOf({ hash: 'broken', server: 'server', durationMs: 4000 }));
    const sound = await start(parametersOf({ hash: 'sound', durationMs: 4000 }));
    breakServer(rig);
    clock.advance(4000);
    assert.deepEqual([sound.quality.taken, sound.quality.missed], [4, 0]);
  });

  test('a recording that is stopped in such a moment ends all the same', async (t) => {
    const rig = recorderRig(t);
    const { clock, host, recorder, start } = rig;
    host.put(7);
    await start(parametersOf({ hash: 'a', server: 'server' }));
    breakServer(rig);
    clock.advance(100);
    const recording = await recorder.stop('a');
    assert.deepEqual([recording.state.kind, recording.length], ['finished', 1]);
    assert.ok(Number.isNaN([...(recording.view().process?.column(0) ?? [])][0]));
  });
});

suite('the end of the agent', () => {
  test('nothing new is started; what runs can be stopped and fetched', async (t) => {
    const { clock, recorder, start } = recorderRig(t);
    const recording = await start({ hash: 'a' });
    recorder.beginShutdown();
    await assert.rejects(recorder.start(parametersOf({ hash: 'b' })), isShuttingDown);
    assert.throws(() => recorder.check(parametersOf({ hash: 'b' })), isShuttingDown);
    clock.advance(1000);
    assert.equal(await recorder.stop('a'), recording);
    assert.equal(recording.length, 1);
  });

  test('who waits for a start when the agent closes is told', async (t) => {
    const { clock, recorder } = recorderRig(t);
    clock.advance(3);
    const outcomes = [recorder.start(parametersOf({ hash: 'a' })), recorder.stop('a')];
    recorder.close();
    for (const outcome of outcomes) await assert.rejects(outcome, isShuttingDown);
  });

  test('no timer and no descriptor outlives it, whatever was running', async (t) => {
    const descriptors = openDescriptors();
    const { clock, host, recorder, start } = recorderRig(t);
    host.put(7);
    await start(parametersOf({ hash: 'system' }));
    await start(parametersOf({ hash: 'service', server: 'server' }));
    clock.advance(2000);
    recorder.close();
    assert.equal(clock.armedTimers, 0);
    assert.equal(openDescriptors(), descriptors);
  });

  test('an ended recording keeps no descriptor', async (t) => {
    const { clock, host, start } = recorderRig(t);
    host.put(7);
    clock.advance(1000);
    const descriptors = openDescriptors();
    for (let round = 0; round < 20; round++) {
      await start(parametersOf({ hash: `r${round}`, server: 'server', durationMs: 1000 }));
      clock.advance(1000);
    }
    assert.equal(openDescriptors(), descriptors);
  });
});
