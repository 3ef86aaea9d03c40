import type { NextConfig } from "next";

const config: NextConfig = {
  // Pages of the CMS have addresses with a final slash.
  trailingSlash: true,
  poweredByHeader: false,
  // Pictures come cut and compressed from the CMS.
  images: { unoptimized: true },
  turbopack: { root: import.meta.dirname },
  async rewrites() {
    return {
      // The CMS opens both at /preview/; what follows "?" says which it is.
      beforeFiles: [
        {
          source: "/preview/",
          has: [{ type: "query", key: "drafts" }],
          destination: "/preview/share/",
        },
      ],
      afterFiles: [],
      fallback: [],
    };
  },
};

export default config;
