// Checks that each `aws SERVICE OPERATION --argument` in the documents is one that the service has.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { Problems } from './problems.mjs';

const require = createRequire(import.meta.url);
const CLIENTS = {
  stepfunctions: '@aws-sdk/client-sfn',
  'emr-serverless': '@aws-sdk/client-emr-serverless',
  s3api: '@aws-sdk/client-s3',
  athena: '@aws-sdk/client-athena',
};
const GLOBAL = ['query', 'output', 'region', 'profile'];
// The command line's own, for answers that come in pages.
const PAGES = ['max-items', 'starting-token', 'page-size'];

// Where the command line's own --output was in the way.
const RENAMED = { 'send-task-success task-output': 'output' };

const pascal = (kebab) => kebab.split('-').map((w) => w[0].toUpperCase() + w.slice(1)).join('');
const bare = (name) => name.replace(/-/g, '').toLowerCase();

/** Returns the problems of a document's text. */
export function check(name, text) {
  const problems = new Problems();
  for (const [, service, operation, rest] of text.replace(/\\\n/g, ' ').matchAll(/\baws ([a-z0-9-]+) ([a-z0-9-]+)([^\n`]*)/g)) {
    if (service === 's3') continue;
    const client = CLIENTS[service];
    const schema = client && require(client)[`${pascal(operation)}$`];
    if (!schema || schema[0] !== 9) {
      problems.add(`${name}: there is no aws ${service} ${operation}`);
      continue;
    }
    const fields = (typeof schema[4] === 'function' ? schema[4]() : schema[4])[4].map(bare);
    for (const [, argument] of rest.matchAll(/(?<=\s)--([a-z-]+)/g)) {
      const field = bare(RENAMED[`${operation} ${argument}`] ?? argument);
      if (!GLOBAL.includes(argument) && !PAGES.includes(argument) && !fields.includes(field)) {
        problems.add(`${name}: aws ${service} ${operation} has no --${argument}`);
      }
    }
  }
  return problems;
}

export function run(folder) {
  const all = new Problems();
  const files = fs.readdirSync(folder).filter((f) => f.endsWith('.md')).sort();
  for (const file of files) all.addAll(check(file, fs.readFileSync(path.join(folder, file), 'utf8')));
  return all.report(`${files.length} runbooks`);
}
