/** The one image shape of the API as a `<picture>`: modern formats first, the size known at once. */

import { h } from "./dom.js";

/**
 * `sizes` is how wide the picture is shown. `eager` is for what is seen first.
 * The whole picture, not one of its `shapes`: where CSS crops (`object-fit`), the focal point stays in view.
 */
export function picture(image, { sizes = "100vw", eager = false, alt = image.alt } = {}) {
  const focus = image.focal_point;
  const img = h("img", {
    alt,
    width: image.width,
    height: image.height,
    loading: eager ? "eager" : "lazy",
    fetchpriority: eager && "high",
    decoding: "async",
    sizes,
    srcset: image.srcset,
    src: image.src,
    style: {
      backgroundColor: image.color || "",
      objectPosition: focus ? `${focus.x * 100}% ${focus.y * 100}%` : "",
    },
  });
  const sources = image.sources.map(({ type, srcset }) => h("source", { type, srcset, sizes }));
  return h("picture", {}, sources, img);
}
