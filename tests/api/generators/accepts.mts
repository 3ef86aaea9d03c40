// Whether the generated validators take the answers in answers.json and keep all that is in them.
// Prints a line for each that they do not. Compiled and run by tests/api/test_generated_clients.py.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { ZodType } from "zod";
import * as heyApi from "./hey-api/zod.gen.js";
import * as orval from "./orval/zod.js";

type Recorded = { asked: string; operation: string; schema: string; answer: unknown };

const recorded: Recorded[] = JSON.parse(readFileSync("answers.json", "utf8"));

function validator(module: object, name: string): ZodType {
  const found = new Map<string, unknown>(Object.entries(module)).get(name);
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found as ZodType;
}

function camelCase(operation: string): string {
  return operation.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
}

for (const { asked, operation, schema, answer } of recorded) {
  const validators = {
    "hey-api": validator(heyApi, `z${schema}`),
    orval: validator(orval, `${camelCase(operation)}Response`),
  };
  for (const [name, of] of Object.entries(validators)) {
    const taken = of.safeParse(answer);
    if (!taken.success) console.log(`${name} refuses ${asked}: ${taken.error.message}`);
    else if (!isDeepStrictEqual(taken.data, answer)) console.log(`${name} loses a part of ${asked}`);
  }
}
