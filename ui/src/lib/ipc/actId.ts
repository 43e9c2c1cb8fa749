// The name of an act, made once by the window: asked twice under it, the desk does it once.

export function freshActId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
