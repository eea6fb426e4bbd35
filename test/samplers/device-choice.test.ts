import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeviceChoice } from '../../src/samplers/device-choice.ts';

/** A kernel file that lists these devices. */
const listing =
  (names: readonly string[]) =>
  (isWanted: (name: string) => boolean): { name: string }[] =>
    names.filter(isWanted).map((name) => ({ name }));

test('it decides once for a set of names, and again when a new one appears', () => {
  const asked: (readonly string[])[] = [];
  const choice = new DeviceChoice((names) => {
    asked.push(names);
    return new Set(names.filter((name) => name.startsWith('sd')));
  });
  const namesOf = (names: string[]) => choice.select(listing(names)).map(({ name }) => name);
  assert.deepEqual(namesOf(['sda', 'loop0']), ['sda']);
  assert.deepEqual(namesOf(['sda', 'loop0']), ['sda']);
  assert.deepEqual(namesOf(['loop0']), []);
  assert.equal(asked.length, 1);
  assert.deepEqual(namesOf(['sda', 'sdb', 'loop0']), ['sda', 'sdb']);
  assert.deepEqual(asked[1], ['sda', 'sdb', 'loop0']);
});

test('a decision that failed is made again at the next reading', () => {
  let isFailing = false;
  const choice = new DeviceChoice((names) => {
    if (isFailing) throw new Error('ENOENT');
    return new Set(names);
  });
  choice.select(listing(['sda']));
  isFailing = true;
  assert.throws(() => choice.select(listing(['sda', 'sdb'])), /ENOENT/);
  isFailing = false;
  assert.equal(choice.select(listing(['sda', 'sdb'])).length, 2);
});
