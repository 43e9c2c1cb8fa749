// Vietnamese dates and hours, and birth dates as people type them.
import { describe, expect, test } from 'vitest';
import { setClock, today } from './clock';
import {
  daysBetween,
  formatBirth,
  formatDate,
  formatLongDate,
  formatMoment,
  isEmail,
  parseBirth,
  splitLookupCode,
} from './format';

describe('moments', () => {
  test('are cut as written, whatever the machine’s zone', () => {
    expect(formatMoment('2026-11-20T09:41:00+07:00')).toBe('09:41');
    expect(formatMoment('2026-11-20T09:41:00+07:00', 'hôm nay')).toBe('09:41 hôm nay');
    expect(formatMoment('2026-11-19T16:20:00+07:00')).toBe('16:20 hôm qua');
    expect(formatMoment('2026-11-02T08:00:00+07:00')).toBe('08:00 02/11');
    expect(formatMoment('2025-12-31T08:00:00+07:00')).toBe('08:00 31/12/2025');
  });

  test('today begins at midnight in Indochina', () => {
    setClock(() => new Date('2026-11-19T17:00:00Z'));
    expect(today()).toBe('2026-11-20');
    setClock(() => new Date('2026-11-19T16:59:59Z'));
    expect(today()).toBe('2026-11-19');
  });

  test('dates are written with their weekday', () => {
    expect(formatDate('2026-11-20')).toBe('20/11/2026');
    expect(formatLongDate('2026-11-20T17:00:00+07:00')).toBe('Thứ Sáu 20/11/2026');
    expect(formatLongDate('2026-11-22')).toBe('Chủ Nhật 22/11/2026');
    expect(daysBetween('2026-11-18', '2026-11-20')).toBe(2);
    expect(daysBetween('2026-11-20', '2026-11-18')).toBe(-2);
  });
});

describe('birth dates', () => {
  test.for([
    ['1990', '1990'],
    ['2/9/90', '1990-09-02'],
    ['02-09-1990', '1990-09-02'],
    ['2.9.1990', '1990-09-02'],
    ['02091990', '1990-09-02'],
    ['020990', '1990-09-02'],
    ['1/1/26', '2026-01-01'],
    ['1/1/27', '1927-01-01'],
    ['29/02/2024', '2024-02-29'],
    [' 12 11 2026 ', '2026-11-12'],
  ] as const)('%s is read', ([typed, iso]) => {
    expect(parseBirth(typed)).toBe(iso);
  });

  test.for(['31/02/1990', '29/02/2023', '0/1/1990', 'mùng một', '199', '13', ''])(
    '%s is none',
    (typed) => {
      expect(parseBirth(typed)).toBeNull();
    },
  );

  test('are written back as people read them', () => {
    expect(formatBirth('1990-09-02')).toBe('02/09/1990');
    expect(formatBirth('1990')).toBe('1990');
    expect(formatBirth(null)).toBe('');
  });
});

describe('an e-mail', () => {
  test.for(['an@vidu.vn', 'tran.van-binh+xa@mail.vidu.vn', 'a@b'])('%s may be one', (text) => {
    expect(isEmail(text)).toBe(true);
  });

  const longer = `${'a'.repeat(247)}@vidu.vn`;
  test.for(['', '@', 'an', 'an@', '@vidu.vn', 'a@b@c', 'bình@vidu.vn', 'an @vidu.vn', longer])(
    '%s is none',
    (text) => {
      expect(isEmail(text)).toBe(false);
    },
  );
});

test('the serial of a look-up code is set apart', () => {
  expect(splitLookupCode('26112002000412')).toEqual({
    head: '26112002',
    serial: '00041',
    tail: '2',
  });
  expect(splitLookupCode('H14')).toEqual({ head: 'H14', serial: '', tail: '' });
});
