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

/** Fetches ours for a machine that has none: its list of pieces is 32 kB, which a telephone is spared. */
export const fetchFont = (): void => {
  if (!writesChinese()) void import('@fontsource-variable/noto-sans-sc');
};
