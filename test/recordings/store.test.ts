import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Recording } from '../../src/recordings/recording.ts';
import { createMemoryStore, isExpired, planRoom, type StoredRecording } from '../../src/recordings/store.ts';

const entry = (
  hash: string,
  reservedBytes: number,
  endedAtMs?: number,
  fetchedAtMs?: number,
): StoredRecording => ({
  recording: { parameters: { hash } } as Recording,
  reservedBytes,
  endedAtMs,
  fetchedAtMs,
});

function storeOf(...entries: StoredRecording[]) {
  const store = createMemoryStore();
  for (const stored of entries) store.put(stored);
  return store;
}

const limits = { maxRecordings: 3, maxBytes: 100, retainMs: 3600 };

suite('the store', () => {
  test('keeps one recording a hash', () => {
    const store = storeOf(entry('a', 1), entry('b', 2));
    const another = entry('a', 3);
    store.put(another);
    assert.equal(store.get('a'), another);
    assert.equal([...store.all()].length, 2);
    store.delete('a');
    store.delete('never there');
    assert.equal(store.get('a'), undefined);
  });
});

suite('room for one more', () => {
  test('where there is room nobody goes', () => {
    assert.deepEqual(planRoom(storeOf(entry('a', 50), entry('b', 10, 1, 2)), limits, 'new', 40), []);
  });

  test('only who was fetched goes, the one fetched longest ago first, and no more than needed', () => {
    const store = storeOf(entry('late', 30, 1, 900), entry('early', 30, 5, 100), entry('running', 30));
    assert.deepEqual(planRoom(store, limits, 'new', 10), ['early']);
    assert.deepEqual(planRoom(store, limits, 'new', 40), ['early']);
    assert.deepEqual(planRoom(store, limits, 'new', 41), ['early', 'late']);
  });

  test('who was not fetched stays, ended or not', () => {
    const store = storeOf(entry('ended', 30, 1), entry('running', 30), entry('watched', 30, undefined, 5));
    assert.equal(planRoom(store, limits, 'new', 1), undefined);
  });

  test('nobody goes for a recording that would not fit all the same', () => {
    const store = storeOf(entry('fetched', 30, 1, 2), entry('running', 60));
    assert.equal(planRoom(store, limits, 'new', 41), undefined);
    assert.equal([...store.all()].length, 2);
  });

  test('the one it takes the place of needs none', () => {
    const store = storeOf(entry('a', 90, 1, 2), entry('b', 5), entry('c', 5));
    assert.deepEqual(planRoom(store, limits, 'a', 90), []);
  });
});

suite('retention', () => {
  test('an ended recording stays for a while after its end, or after it was fetched last', () => {
    assert.equal(isExpired(entry('running', 1), 1e9, 3600), false);
    assert.equal(isExpired(entry('ended', 1, 1000), 4599, 3600), false);
    assert.equal(isExpired(entry('ended', 1, 1000), 4600, 3600), true);
    assert.equal(isExpired(entry('fetched', 1, 1000, 3000), 6599, 3600), false);
    assert.equal(isExpired(entry('fetched', 1, 1000, 3000), 6600, 3600), true);
  });
});
