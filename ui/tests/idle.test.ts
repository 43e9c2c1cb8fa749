// The desk locks itself when nobody is there: by the time that passes, and by a sleep of the
// machine, in which no timer runs.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IDLE_MINUTES, watchIdle } from '$lib/desk/idle';

const MINUTE = 60_000;
let onIdle: ReturnType<typeof vi.fn<() => void>>;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
  onIdle = vi.fn<() => void>();
  stop = watchIdle(onIdle);
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

const touch = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));

/** The machine sleeps: the wall clock goes on, and nothing else does. */
const sleep = (minutes: number) => vi.setSystemTime(Date.now() + minutes * MINUTE);

test('it tells once after minutes without a touch, and again only after one', () => {
  vi.advanceTimersByTime((IDLE_MINUTES - 1) * MINUTE);
  touch();
  vi.advanceTimersByTime((IDLE_MINUTES - 0.5) * MINUTE);
  expect(onIdle).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20 * MINUTE);
  expect(onIdle).toHaveBeenCalledTimes(1);
  touch();
  vi.advanceTimersByTime((IDLE_MINUTES + 0.5) * MINUTE);
  expect(onIdle).toHaveBeenCalledTimes(2);
});

test('a machine that slept is locked when it wakes, before any touch counts', () => {
  vi.advanceTimersByTime(MINUTE);
  sleep(2);
  touch();
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test('without a touch it is locked at the next look after the sleep', () => {
  sleep(600);
  vi.advanceTimersByTime(6_000);
  expect(onIdle).toHaveBeenCalledTimes(1);
});

test('a clock that is set back locks nothing', () => {
  sleep(-600);
  vi.advanceTimersByTime(MINUTE);
  expect(onIdle).not.toHaveBeenCalled();
});
