const input = { target: "./openapi.json" };

module.exports = {
  fetch: { input, output: { target: "./orval/client.ts", client: "fetch", schemas: "./orval/model" } },
  zod: { input, output: { target: "./orval/zod.ts", client: "zod" } },
};
