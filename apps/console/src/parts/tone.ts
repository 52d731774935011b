let sounds: AudioContext | null = null;

const beep = (frequency: number, from: number, seconds: number, shape: OscillatorType): void => {
  const context = (sounds ??= new AudioContext());
  const [source, volume] = [context.createOscillator(), context.createGain()];
  source.type = shape;
  source.frequency.value = frequency;
  volume.gain.value = 0.15;
  source.connect(volume).connect(context.destination);
  source.start(context.currentTime + from);
  source.stop(context.currentTime + from + seconds);
};

/** A scan is answered so that nobody has to look up: short and high when it is right, long and low when it is wrong. Without loudspeaker it is silent. */
export const tone = (answer: 'right' | 'wrong'): void => {
  try {
    if (answer === 'right') beep(1_320, 0, 0.08, 'sine');
    else for (const from of [0, 0.35, 0.7]) beep(180, from, 0.28, 'sawtooth');
    navigator.vibrate?.(answer === 'right' ? 40 : [300, 100, 300]);
  } catch {
    // a machine without sound has still word and colour
  }
};
