// The desk's own icons on a 16 by 16 grid. Stroked unless named among the filled ones.

export const ICONS = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  check_twice: 'M1.5 8.5l3 3L11 5M7.2 10.6l1 1L14.6 5',
  cross: 'M4 4l8 8M12 4l-8 8',
  triangle: 'M8 1.8 15 14H1z',
  square: 'M3 3h10v10H3z',
  dot: 'M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  circle: 'M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3z',
  star: 'M8 1.6l1.9 4.1 4.5.5-3.3 3 .9 4.4L8 11.4l-4 2.2.9-4.4-3.3-3 4.5-.5z',
  info: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 7.3v3.4M8 5v.6',
  warning: 'M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.4v.5',
  arrow_up: 'M8 13V3.5M4 7.2 8 3.2l4 4',
  arrow_right: 'M3 8h9.5M9 4.2 12.8 8 9 11.8',
  arrow_back: 'M6 3.5 2.8 6.8 6 10M3.2 6.8h6.3a3.4 3.4 0 0 1 0 6.7H7',
  swap: 'M2.5 5.5h10M10 3l2.7 2.5L10 8M13.5 10.5h-10M6 8l-2.7 2.5L6 13',
  home: 'M2.5 8 8 3l5.5 5M4 7v6h8V7',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13.3 2.3v2.9h-2.9',
  cloud: 'M4.5 12.5a3 3 0 0 1 0-6 3.8 3.8 0 0 1 7.3.9 2.6 2.6 0 0 1-.3 5.1z',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  clock: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8 5v3.2l2.2 1.4',
  envelope: 'M2 4h12v8.5H2zM2.3 4.5 8 9l5.7-4.5',
  forbidden: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM4.2 4.2l7.6 7.6',
  chevron_down: 'M4 6.2l4 4 4-4',
  search: 'M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10.2 10.2l3.5 3.5',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5.3a2.5 2.5 0 0 1 5 0v2.2',
  printer: 'M4.5 6V2.5h7V6M4.5 11.5H2.5V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  paper: 'M4 2h5.5L12 4.5V14H4zM9.3 2v2.8H12M6 8h4M6 10.5h4',
  person:
    'M8 2.5a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4zM2.8 13.5c.6-2.8 2.6-4 5.2-4s4.6 1.2 5.2 4',
} as const;

export type IconName = keyof typeof ICONS;

export const FILLED: ReadonlySet<IconName> = new Set(['triangle', 'square', 'dot', 'star']);
