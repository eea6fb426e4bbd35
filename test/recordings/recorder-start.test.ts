import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { AgentError, type ErrorCode } from '../../src/errors.ts';
import { parametersOf, recorderRig } from '../support/recorder-rig.ts';

const refused = (code: ErrorCode, parameter?: string) => (error: unknown) =>
  error instanceof AgentError && error.code === code && error.parameter === parameter;

suite('a start', () => {
  test('is answered when it has begun, at the next instant of the grid', async (t) => {
    const { clock, recorder } = recorderRig(t);
    clock.advance(3);
    let isAnswered = false;
    const started = recorder.start(parametersOf({ hash: 'a', intervalMs: 100 })).finally(() => {
      isAnswered = true;
    });
    clock.advance(6.5);
    await new Promise(setImmediate);
    assert.equal(isAnswered, false);
    clock.advance(0.5);
    const { startedAtMs, matched } = await started;
    assert.equal(startedAtMs, clock.wallMs());
    assert.equal(matched, undefined);
  });

  test('tells how many processes match', async (t) => {
    const { clock, host, recorder } = recorderRig(t);
    host.put(7);
    host.put(8);
    const started = recorder.start(parametersOf({ hash: 'a', server: 'server' }));
    clock.advance(100);
    assert.equal((await started).matched, 2);
  });

  test('late by more than the grid it begins where it begins', async (t) => {
    const { clock, recorder } = recorderRig(t);
    clock.advance(1);
    const started = recorder.start(parametersOf({ hash: 'a', intervalMs: 100 }));
    clock.stall(47);
    const { startedAtMs } = await started;
    assert.equal(startedAtMs, clock.wallMs() - 8);
  });
});

suite('the same hash again', () => {
  test('while it waits or runs, with the same parameters: the same answer', async (t) => {
    const { clock, recorder, events } = recorderRig(t);
    const first = recorder.start(parametersOf({ hash: 'a', server: 'x' }));
    const retried = recorder.start(parametersOf({ hash: 'a', server: 'x' }));
    clock.advance(100);
    const [one, two] = [await first, await retried];
    clock.advance(5000);
    const late = await recorder.start(parametersOf({ hash: 'a', server: 'x' }));
    assert.equal(two.recording, one.recording);
    assert.equal(late.recording, one.recording);
    assert.equal(late.startedAtMs, one.startedAtMs);
    assert.deepEqual(events, ['started a']);
  });

  for (const [name, other] of [
    ['duration', { durationMs: 9000 }],
    ['interval', { intervalMs: 500 }],
    ['service', { server: 'y' }],
    ['no service', { selector: undefined }],
    ['children', { server: 'x', withChildren: true }],
  ] as const) {
    test(`while it runs, with another ${name}: refused`, async (t) => {
      const { clock, recorder } = recorderRig(t);
      const started = recorder.start(parametersOf({ hash: 'a', server: 'x' }));
      clock.advance(100);
      await started;
      const parameters = parametersOf({ hash: 'a', server: 'x', ...other });
      await assert.rejects(recorder.start(parameters), refused('hash_in_use', 'hash'));
      assert.throws(() => recorder.check(parameters), refused('hash_in_use', 'hash'));
    });
  }

  test('ended and not fetched: refused, because it would be lost', async (t) => {
    const { clock, recorder, start } = recorderRig(t);
    const recording = await start({ hash: 'a', durationMs: 1000 });
    clock.advance(2000);
    await assert.rejects(
      recorder.start(parametersOf({ hash: 'a', durationMs: 1000 })),
      refused('hash_in_use', 'hash'),
    );
    assert.equal(await recorder.stop('a'), recording);
  });

  test('ended and fetched: the new one takes its place', async (t) => {
    const { clock, recorder, start } = recorderRig(t);
    const old = await start({ hash: 'a', durationMs: 1000 });
    clock.advance(2000);
    recorder.markFetched(old);
    const young = await start({ hash: 'a', durationMs: 1000 });
    assert.notEqual(young, old);
    assert.equal(recorder.find('a').recording, young);
    // The answer to the old one may still be on its way.
    recorder.markFetched(old);
    assert.equal(recorder.find('a').fetchedAtMs, undefined);
  });
});

suite('room', () => {
  test('too many are refused, the running ones untouched; a fetched one makes room', async (t) => {
    const { clock, recorder, start } = recorderRig(t, { maxRecordings: 2 });
    const first = await start({ hash: 'first', durationMs: 1000 });
    await start({ hash: 'second', durationMs: 60_000 });
    for (const attempt of [
      () => recorder.start(parametersOf({ hash: 'third' })),
      async () => recorder.check(parametersOf({ hash: 'third' })),
    ]) {
      await assert.rejects(attempt, refused('too_many_recordings'));
    }
    clock.advance(2000);
    await assert.rejects(recorder.start(parametersOf({ hash: 'third' })), refused('too_many_recordings'));
    recorder.markFetched(first);
    await start({ hash: 'third' });
    assert.deepEqual(
      [...recorder.all()].map(({ recording }) => recording.parameters.hash),
      ['second', 'third'],
    );
  });

  test('a recording of more bytes than there are for all is refused before it begins', async (t) => {
    const { recorder, store } = recorderRig(t, { maxBytes: 100_000 });
    const parameters = parametersOf({ hash: 'a', durationMs: 604_800_000, intervalMs: 100 });
    await assert.rejects(recorder.start(parameters), refused('invalid_parameter', 'interval'));
    assert.deepEqual([...store.all()], []);
  });

  test('what was planned is what is allocated, and an ended recording keeps no more than it took', async (t) => {
    const { clock, host, recorder, store, start } = recorderRig(t);
    host.put(7);
    const full = await start(parametersOf({ hash: 'full', server: 'server', durationMs: 100_000 }));
    const reserved = store.get('full')?.reservedBytes;
    clock.advance(100_000);
    assert.equal(full.allocatedBytes, reserved);
    await start({ hash: 'short', durationMs: 604_800_000 });
    clock.advance(1000);
    await recorder.stop('short');
    assert.ok((store.get('short')?.reservedBytes as number) < 50_000);
  });
});

suite('in time', () => {
  test('an ended recording that nobody fetches is dropped after a while, and that is told', async (t) => {
    const { clock, events, recorder, start } = recorderRig(t, { retainMs: 60_000 });
    await start({ hash: 'a', durationMs: 1000 });
    clock.advance(60_500);
    assert.ok(recorder.find('a'));
    clock.advance(2000);
    assert.throws(() => recorder.find('a'), refused('unknown_hash', 'hash'));
    assert.deepEqual(events.at(-1), 'expired a');
  });

  test('one that was fetched stays as long after that, and goes silently', async (t) => {
    const { clock, events, recorder, start } = recorderRig(t, { retainMs: 60_000 });
    const recording = await start({ hash: 'a', durationMs: 1000 });
    clock.advance(50_000);
    recorder.markFetched(recording);
    clock.advance(58_000);
    assert.ok(recorder.find('a'));
    clock.advance(3000);
    await assert.rejects(recorder.stop('a'), refused('unknown_hash', 'hash'));
    assert.deepEqual(events, ['started a', 'finished a']);
  });
});
