// A client that walks the whole website with the generated types: shell, menu, every page of every
// language by its address, every block, every listing. Compiled with `tsc --strict` and run by
// tests/api/test_typescript.py.

import type {
  Block,
  Embed,
  Image,
  MenuItem,
  Page,
  PageFields,
  RichText,
  RichTextNode,
  paths,
} from "../frontend/api.js";

const cms = process.argv[2] ?? "http://localhost:8000";

type Json<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

async function get<Path extends keyof paths>(
  path: Path,
  query: Record<string, string> = {},
): Promise<Json<Path>> {
  const response = await fetch(`${cms}${path}?${new URLSearchParams(query)}`);
  if (!response.ok) throw new Error(`${response.status} ${path}: ${await response.text()}`);
  return (await response.json()) as Json<Path>;
}

function isWhole(page: Page | PageFields): page is Page {
  return page.body !== undefined && page.seo !== undefined && page.breadcrumbs !== undefined;
}

function picture(image: Image | null): string {
  if (image === null) return "";
  const { x, y } = image.focal_point ?? { x: 0.5, y: 0.5 };
  const sources = image.sources.map(({ type, srcset }) => `${type} ${srcset}`);
  return [image.src, image.srcset, image.alt, image.color ?? "", `${x},${y}`, ...sources].join(" ");
}

function frame(embed: Embed | null): string {
  return embed === null ? "" : embed.html || embed.thumbnail || embed.url;
}

// Exhaustive too: a node that is added to the tree and not here does not compile.
function said(node: RichTextNode): string {
  switch (node.type) {
    case "text":
      return node.text;
    case "line_break":
    case "horizontal_rule":
      return " ";
    case "image":
      return picture(node.image);
    case "embed":
      return frame(node.embed);
    case "heading":
      return `${node.level} ${node.id}` + node.children.map(said).join("");
    case "link":
      return (node.page?.path ?? node.document?.url ?? node.href) + node.children.map(said).join("");
    case "paragraph":
    case "list":
    case "list_item":
    case "blockquote":
    case "code_block":
      return node.children.map(said).join("");
    default:
      return node satisfies never;
  }
}

function prose(text: RichText): string {
  return typeof text === "string" ? text : text.map(said).join(" ");
}

// Exhaustive: a block that is added to the CMS and not here does not compile.
function words(block: Block): string {
  switch (block.type) {
    case "heading":
      return `${block.value.level} ${block.value.text}`;
    case "paragraph":
      return prose(block.value);
    case "image":
      return picture(block.value.image) + block.value.caption;
    case "gallery":
      return block.value.images.map(({ image, caption }) => picture(image) + caption).join();
    case "quote":
      return `${block.value.text} ${block.value.attribution}`;
    case "call_to_action":
      return block.value.title + (block.value.link.page?.path ?? block.value.link.route);
    case "cards":
      return block.value.cards.map((card) => card.title + picture(card.image)).join();
    case "video":
      return frame(block.value.url) + block.value.caption;
    case "faq":
      return block.value.questions.map(({ question, answer }) => question + prose(answer)).join();
    case "table":
      return block.value.caption + block.value.rows.flat().map(prose).join();
    default:
      return block satisfies never;
  }
}

function routes(items: MenuItem[]): string[] {
  return items.flatMap((item) => [item.route, ...routes(item.children)]);
}

const seen = { pages: 0, blocks: 0, routes: 0, found: 0 };
const { data: about } = await get("/");

for (const locale of about.languages) {
  const { data: shell } = await get("/api/website-data/", { locale });
  if (!("menu_items" in shell)) throw new Error("one language was asked for");
  seen.routes += routes(shell.menu_items).length;
  picture(shell.hero?.background_image ?? null);

  let listed: PageFields[] = [];
  do {
    const offset = String(listed.length);
    const { items, meta } = await get("/api/v2/pages/", { locale, offset, limit: "50" });
    listed = [...listed, ...items];
    if (listed.length >= meta.total_count) break;
  } while (true);

  for (const one of listed) {
    const path = one.path;
    if (path === undefined) throw new Error("a listing has paths");
    const answer = await get("/api/v2/pages/find/", { html_path: path });
    if (!("id" in answer)) throw new Error(`${path} leads away to ${answer.find.location}`);
    if (!isWhole(answer)) throw new Error(`${path} is not whole`);
    if (answer.locale !== locale || answer.find.redirected) throw new Error(`${path} is elsewhere`);
    if (answer.breadcrumbs.at(-1)?.path !== path) throw new Error(`${path} has another trail`);
    if (!answer.seo?.title) throw new Error(`${path} has no title`);
    seen.blocks += answer.body.map(words).filter(Boolean).length;
    seen.pages += 1;
  }

  const { items, meta } = await get("/api/v2/pages/", { search: about.name, locale });
  seen.found += items.filter((item) => item.search?.snippet !== undefined).length;
  if (meta.search === undefined) throw new Error("a search says what it searched for");
}

console.log(JSON.stringify(seen));
