/** Rich text: a tree (`rich_text_format=json`), or the CMS's safe HTML, which previews have. */

import type { RichText as Text, RichTextNode, TextNode } from "@cms/api";
import { createElement, type ReactNode } from "react";
import { Link } from "./link";
import { Picture } from "./picture";

export function RichText({ text }: { text: Text }) {
  if (typeof text === "string") {
    return <div className="prose" dangerouslySetInnerHTML={{ __html: text }} />;
  }
  return <div className="prose">{nodes(text)}</div>;
}

const MARKS: Record<string, string> = {
  bold: "strong",
  italic: "em",
  strikethrough: "s",
  superscript: "sup",
  subscript: "sub",
  code: "code",
};

const nodes = (all: RichTextNode[]): ReactNode[] =>
  all.map((node, place) => <Node key={place} node={node} />);

const marked = ({ text, marks }: TextNode): ReactNode =>
  marks.reduceRight<ReactNode>(
    (inside, mark) => (MARKS[mark] ? createElement(MARKS[mark], {}, inside) : inside),
    text,
  );

/** Exhaustive: a node that is added to the CMS and not here does not compile. */
function Node({ node }: { node: RichTextNode }): ReactNode {
  switch (node.type) {
    case "text":
      return marked(node);
    case "line_break":
      return <br />;
    case "horizontal_rule":
      return <hr />;
    case "paragraph":
      return <p>{nodes(node.children)}</p>;
    case "heading":
      return createElement(`h${node.level}`, node.id ? { id: node.id } : {}, nodes(node.children));
    case "list":
      return node.ordered ? <ol>{nodes(node.children)}</ol> : <ul>{nodes(node.children)}</ul>;
    case "list_item":
      return <li>{nodes(node.children)}</li>;
    case "blockquote":
      return <blockquote>{nodes(node.children)}</blockquote>;
    case "code_block":
      return (
        <pre>
          <code>{nodes(node.children)}</code>
        </pre>
      );
    case "link":
      return <Link href={node.href}>{nodes(node.children)}</Link>;
    case "image":
      return <Picture image={node.image} sizes="(min-width: 48rem) 43rem, 92vw" />;
    case "embed":
      return <Link href={node.embed.url}>{node.embed.title || node.embed.url}</Link>;
    default:
      node satisfies never;
      return null;
  }
}
