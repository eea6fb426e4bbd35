import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance } from '../../src/samplers/counters.ts';
import { Inheritance } from '../../src/samplers/inheritance.ts';

/** Own ticks, children's ticks, the four of io, context switches. */
const counters = (own: number, children: number, io = 0) => [own, children, io, io, io, io, 0];
const settled = (inheritance: Inheritance, added: number[]) => {
  inheritance.settle(added);
  return [...added];
};

test('what was counted of a child is taken out of what its parent inherits; its last moments stay', () => {
  const inheritance = new Inheritance();
  inheritance.leave(counters(30, 5, 100));
  assert.deepEqual(settled(inheritance, counters(7, 40, 150)), [7, 5, 50, 50, 50, 50, 0]);
  assert.deepEqual(settled(inheritance, counters(7, 40, 150)), [7, 40, 150, 150, 150, 150, 0]);
});

test('a child that vanished after its parent was read is found at the next reading', () => {
  const inheritance = new Inheritance();
  inheritance.leave(counters(30, 0, 100));
  assert.deepEqual(settled(inheritance, counters(7, 0, 10)), [7, 0, 10, 10, 10, 10, 0]);
  assert.deepEqual(settled(inheritance, counters(7, 30, 110)), [7, 0, 10, 10, 10, 10, 0]);
});

test('a parent that ignores its children inherits nothing: its own io stays its own', () => {
  const inheritance = new Inheritance();
  inheritance.leave(counters(30, 0, 100));
  for (let reading = 0; reading < 3; reading++) {
    assert.deepEqual(settled(inheritance, counters(7, 0, 500)), [7, 0, 500, 500, 500, 500, 0]);
  }
  assert.deepEqual(settled(inheritance, counters(7, 99, 500)), [7, 99, 500, 500, 500, 500, 0]);
});

test('each of several children is found or not', () => {
  const inheritance = new Inheritance();
  inheritance.leave(counters(30, 0, 100));
  inheritance.leave(counters(20, 0, 5));
  assert.deepEqual(settled(inheritance, counters(0, 32, 110)), [0, 2, 10, 10, 10, 10, 0]);
  assert.deepEqual(settled(inheritance, counters(0, 21, 6)), [0, 1, 1, 1, 1, 1, 0]);
});

test('what a process had not found itself goes on to its parent', () => {
  const [child, parent] = [new Inheritance(), new Inheritance()];
  child.leave(counters(30, 0, 100));
  child.passOn(parent);
  parent.leave(counters(4, 0, 1));
  assert.deepEqual(settled(parent, counters(0, 36, 103)), [0, 2, 2, 2, 2, 2, 0]);
  assert.deepEqual(settled(child, counters(0, 30, 100)), [0, 30, 100, 100, 100, 100, 0]);
});

test('where io may not be read, CPU is settled all the same', () => {
  const inheritance = new Inheritance();
  inheritance.leave(counters(30, 0, Number.NaN));
  inheritance.leave(counters(10, 0, 50));
  const added = counters(0, 41, Number.NaN);
  inheritance.settle(added);
  assert.equal(added[1], 1);
  assert.ok(Number.isNaN(added[2]));
});

test('counters advance by differences, never backwards; what was unknown is made up for', () => {
  const last = counters(10, 0, 100);
  assert.deepEqual([...advance(last, counters(15, 0, 130))].slice(0, 3), [5, 0, 30]);
  const blind = advance(last, counters(14, 0, Number.NaN));
  assert.equal(blind[0], 0);
  assert.ok(Number.isNaN(blind[2]));
  assert.equal(advance(last, counters(20, 0, 150))[2], 20);
  const unknown = counters(Number.NaN, Number.NaN, Number.NaN);
  assert.ok(
    advance(unknown, counters(99, 9, 9))
      .slice(0, 6)
      .every(Number.isNaN),
  );
  assert.equal(advance(unknown, counters(100, 9, 9))[0], 1);
});
