// How dates, hours and codes are written for people. Moments arrive with +07:00 written in, so
// they are cut, never converted: no machine setting can change what a clerk reads.
import { today } from './clock';

const WEEKDAYS = ['Chủ Nhật', 'Thứ Hai', 'Thứ Ba', 'Thứ Tư', 'Thứ Năm', 'Thứ Sáu', 'Thứ Bảy'];

/** `2026-11-20` → `20/11/2026`. */
export function formatDate(date: string): string {
  const [year, month, day] = date.slice(0, 10).split('-');
  return `${day}/${month}/${year}`;
}

/** `2026-11-20` → `Thứ Sáu 20/11/2026`. */
export function formatLongDate(date: string): string {
  const day = new Date(`${date.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return `${WEEKDAYS[day] ?? ''} ${formatDate(date)}`;
}

/** `2026-11-20T09:41:00+07:00` → `09:41`. */
export function formatTime(moment: string): string {
  return moment.slice(11, 16);
}

/** `09:41` today, `09:41 hôm qua` yesterday, `09:41 18/11` this year, else with the year. */
export function formatMoment(moment: string, onToday = ''): string {
  const date = moment.slice(0, 10);
  const time = formatTime(moment);
  const days = daysBetween(date, today());
  if (days === 0) return onToday ? `${time} ${onToday}` : time;
  if (days === 1) return `${time} hôm qua`;
  const written = formatDate(date);
  return `${time} ${date.slice(0, 4) === today().slice(0, 4) ? written.slice(0, 5) : written}`;
}

/** Whole days from one ISO date to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  const day = (date: string) => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86_400_000;
  return Math.round(day(to) - day(from));
}

/** `26112002000412` → its date and desk, serial, check: the serial is what people look for. */
export function splitLookupCode(code: string): { head: string; serial: string; tail: string } {
  if (!/^\d{14}$/.test(code)) return { head: code, serial: '', tail: '' };
  return { head: code.slice(0, 8), serial: code.slice(8, 13), tail: code.slice(13) };
}

/** Reads a birth date as people type it: `2/9/90`, `02091990`, `1990`. Null when it is none. */
export function parseBirth(text: string): string | null {
  const trimmed = text.trim();
  if (/^\d{4}$/.test(trimmed)) return trimmed;
  const parts = /^(\d{1,2})[\s./-](\d{1,2})[\s./-](\d{2}|\d{4})$/.exec(trimmed);
  const compact = /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(trimmed);
  const [, day, month, year] = parts ?? compact ?? [];
  if (!day || !month || !year) return null;
  return isoDate(fullYear(year), Number(month), Number(day));
}

/** Writes a birth date or a bare year for the field and for people; what is neither stays as typed. */
export function formatBirth(birth: string | null): string {
  if (!birth) return '';
  return /^\d{4}-\d\d-\d\d$/.test(birth) ? formatDate(birth) : birth;
}

/** Whether a birth field holds something that is no date and no year. */
export function isBirthUnreadable(birth: string | null): boolean {
  return birth !== null && !/^\d{4}(-\d\d-\d\d)?$/.test(birth);
}

/** Two digits mean the past hundred years. */
function fullYear(year: string): number {
  if (year.length === 4) return Number(year);
  const century = Number(today().slice(0, 2)) * 100;
  const value = century + Number(year);
  return value > Number(today().slice(0, 4)) ? value - 100 : value;
}

function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

const EMAIL_LETTERS_MAX = 254;

/** Visible ASCII with one @ between two parts; the desk program asks the same. */
export function isEmail(text: string): boolean {
  return text.length <= EMAIL_LETTERS_MAX && /^[!-?A-~]+@[!-?A-~]+$/.test(text);
}
