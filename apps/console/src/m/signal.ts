let audio: AudioContext | null = null;

/** What a scan is answered with: a tone, a buzz and a colour, so that nobody has to read. */
export function signal(well: boolean): void {
  navigator.vibrate?.(well ? 40 : [200, 80, 200]);
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    tone.frequency.value = well ? 880 : 220;
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + (well ? 0.08 : 0.4));
  } catch {
    // A device without sound shows the colour.
  }
  if (!well) return;
  document.body.classList.add('heard');
  setTimeout(() => document.body.classList.remove('heard'), 250);
}
