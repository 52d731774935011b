/** Without a font for them, a machine draws the same box for all Chinese characters. */
const writesChinese = (): boolean => {
  const paper = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (paper === null) return true;
  paper.font = `20px ${getComputedStyle(document.body).fontFamily}`;
  const drawn = (character: string): string => {
    paper.clearRect(0, 0, 30, 30);
    paper.fillText(character, 0, 24);
    return paper.getImageData(0, 0, 30, 30).data.join();
  };
  return drawn('拣') !== drawn('货');
};

/** Fetches ours for a machine that has none: first the list of the pieces that our own words need, and the long rest of it when the screen is there. */
export const fetchFont = (): void => {
  if (writesChinese()) return;
  void import('@fontsource-variable/noto-sans-sc/index.css?own').then(() => {
    const rest = () => void import('@fontsource-variable/noto-sans-sc/index.css?rest');
    // Safari has no idle callback.
    if ('requestIdleCallback' in window) requestIdleCallback(rest);
    else setTimeout(rest, 1_000);
  });
};
