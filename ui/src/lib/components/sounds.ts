// Short tones that confirm what the screen says in words: never the only sign of anything.

export type Sound = 'ok' | 'duplicate' | 'error';

/** Frequency, length and start of each tone in milliseconds. */
const TONES: Record<Sound, readonly (readonly [number, number, number])[]> = {
  ok: [[880, 80, 0]],
  duplicate: [
    [660, 70, 0],
    [660, 70, 140],
  ],
  error: [[220, 350, 0]],
};

/** Heard across a counter, and no further. */
const VOLUME = 0.2;

let context: AudioContext | undefined;

/** Plays a tone; a machine without sound stays silent. */
export function play(sound: Sound): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  if (context.state !== 'running') void context.resume();
  for (const [frequency, length, start] of TONES[sound]) tone(context, frequency, length, start);
}

function tone(audio: AudioContext, frequency: number, length: number, start: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  const from = audio.currentTime + start / 1000;
  oscillator.frequency.value = frequency;
  gain.gain.value = VOLUME;
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + length / 1000);
}
