/**
 * A function for a page: the contrast of an element's text by WCAG 2, of its colour with the colours behind it. It is a text,
 * because the types of tests are those of Node.
 */
export const CONTRAST = `(element) => {
  const colour = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const over = (front, back) => [0, 1, 2].map((i) => front[i] * (front[3] ?? 1) + back[i] * (1 - (front[3] ?? 1)));
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.unshift(colour(getComputedStyle(at).backgroundColor));
  const back = layers.reduce((below, layer) => over(layer, below), [255, 255, 255]);
  const front = over(colour(getComputedStyle(element).color), back);
  const luminance = (parts) => {
    const [red, green, blue] = parts
      .map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}`;
