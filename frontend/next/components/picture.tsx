/** A picture of the CMS: modern formats first, its size known at once, blurred until it is there. */

import type { Image, ImageShapes } from "@cms/api";
import type { CSSProperties } from "react";
import { thumbHashToDataURL } from "thumbhash";

type Properties = {
  image: Image;
  /** Cut to this shape around its focal point; the whole picture without one. */
  shape?: keyof ImageShapes;
  /** How wide it is shown. */
  sizes?: string;
  /** It is seen first. */
  eager?: boolean;
  alt?: string;
};

export function Picture({ image, shape, sizes = "100vw", eager = false, alt = image.alt }: Properties) {
  const cut = (shape && image.shapes[shape]) ?? image;
  const focus = image.focal_point;
  const style: CSSProperties = {
    ...(image.color && { backgroundColor: image.color }),
    // What is not cut may be transparent: nothing is painted behind it.
    ...(shape && image.placeholder && blurred(image.placeholder)),
    ...(focus && { objectPosition: `${focus.x * 100}% ${focus.y * 100}%` }),
  };
  return (
    <picture>
      {cut.sources.map(({ type, srcset }) => (
        <source key={type} type={type} srcSet={srcset} sizes={sizes} />
      ))}
      <img
        src={cut.src}
        {...(cut.srcset && { srcSet: cut.srcset, sizes })}
        alt={alt}
        width={cut.width}
        height={cut.height}
        loading={eager ? "eager" : "lazy"}
        fetchPriority={eager ? "high" : "auto"}
        decoding="async"
        style={shape ? style : { ...style, backgroundColor: "transparent" }}
      />
    </picture>
  );
}

const blurred = (thumbHash: string): CSSProperties => ({
  backgroundImage: `url(${thumbHashToDataURL(Buffer.from(thumbHash, "base64"))})`,
  backgroundSize: "cover",
});
