"""Pictures of pages, compared as an eye would: small, in blocks, with a little patience."""

import base64
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[1] / "data" / "design"
SHRINK = 4
BLOCK = 4  # pixels of the small picture
SEEN = 14  # of 255: less is the smoothing of letters
SHARE_MAX = 0.02

_SHRINK = """async ([picture, shrink]) => {
  const bytes = Uint8Array.from(atob(picture), c => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes]));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(image.width / shrink), Math.round(image.height / shrink)];
  const paper = canvas.getContext('2d');
  paper.imageSmoothingQuality = 'high';
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').split(',')[1];
}"""
_COMPARE = """async ([first, second, block, seen]) => {
  const read = async (text) => {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.getContext('2d').getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await read(first), await read(second)];
  if (a.width !== b.width || Math.abs(a.height - b.height) > block) return 1;
  let other = 0, all = 0;
  const height = Math.min(a.height, b.height);
  for (let y = 0; y + block <= height; y += block)
    for (let x = 0; x + block <= a.width; x += block) {
      const sums = [0, 0, 0];
      for (let dy = 0; dy < block; dy++) for (let dx = 0; dx < block; dx++)
        for (const c of [0, 1, 2]) {
          const at = ((y + dy) * a.width + x + dx) * 4 + c;
          sums[c] += a.data[at] - b.data[at];
        }
      all++;
      if (Math.max(...sums.map(Math.abs)) / block ** 2 > seen) other++;
    }
  return other / all;
}"""


def small_picture(page: Page) -> bytes:
    """The whole page as it looks from afar."""
    whole = base64.b64encode(page.screenshot(full_page=True, animations="disabled")).decode()
    return base64.b64decode(page.evaluate(_SHRINK, [whole, SHRINK]))


def difference(page: Page, first: bytes, second: bytes) -> float:
    """Which share of two pictures an eye sees to be another; 1 when their sizes are."""
    both = [base64.b64encode(one).decode() for one in (first, second)]
    return float(page.evaluate(_COMPARE, [*both, BLOCK, SEEN]))
