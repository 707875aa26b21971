// Checks the state machines: asl-validator's rules, and what it does not look at: the names of APIs, their
// arguments' fields at every depth, and those of retriers and catchers, against the SDK's own models.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { Problems } from './problems.mjs';

const require = createRequire(import.meta.url);
const validate = require('asl-validator');

// The SDK's client, and how Step Functions names the service in a resource.
const CLIENTS = {
  'emr-serverless': '@aws-sdk/client-emr-serverless',
  athena: '@aws-sdk/client-athena',
  sns: '@aws-sdk/client-sns',
  states: '@aws-sdk/client-sfn',
  s3: '@aws-sdk/client-s3',
  cloudwatch: '@aws-sdk/client-cloudwatch',
};

// Integrations that can wait for the end, or for a token.
const WAITS = {
  'emr-serverless:startJobRun': ['.sync'],
  'athena:startQueryExecution': ['.sync'],
  'states:startExecution': ['.sync', '.sync:2'],
  'sns:publish': ['.waitForTaskToken'],
};

const RETRY = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
const CATCH = ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'];

/** Fills a template in with values of the right kind. */
function fillIn(text) {
  return text
    .replace(/\$\{job_options\}/g, "['--catalog=glue']")
    .replace(/(: )\$\{[a-z_]+\}/g, '$160')
    .replace(/\$\{[a-z_]+\}/g, 'example');
}

const resolve = (s) => (typeof s === 'function' ? s() : Array.isArray(s) && typeof s[0] === 'function' ? s[0]() : s);

/** Structures are [3 or 4, namespace, name, traits, member names, member schemas, required]; lists 1, maps 2. */
function checkFields(problems, where, schema, value, optimised) {
  const s = resolve(schema);
  if (!Array.isArray(s) || typeof value !== 'object' || value === null) return;
  if (s[0] === 1 && Array.isArray(value)) {
    value.forEach((v, i) => checkFields(problems, `${where}[${i}]`, s[4], v, optimised));
  } else if (s[0] === 3 || s[0] === 4) {
    const names = s[4].map((n) => (optimised ? n[0].toUpperCase() + n.slice(1) : n));
    for (const [name, v] of Object.entries(value)) {
      const at = names.indexOf(name);
      if (at < 0) problems.add(`${where}: ${s[2]} has no field ${name}; it has ${names.join(', ')}`);
      else checkFields(problems, `${where}.${name}`, s[5][at], v, optimised);
    }
    for (const name of names.slice(0, s[0] === 3 ? (s[6] ?? 0) : 0)) {
      if (!(name in value)) problems.add(`${where}: ${s[2]} needs ${name}`);
    }
  }
}

function checkTask(problems, where, state) {
  const match = /^arn:aws:states:::(aws-sdk:)?([a-z0-9-]+):([A-Za-z]+)(\..+)?$/.exec(state.Resource);
  if (!match || !CLIENTS[match[2]]) {
    problems.add(`${where}: no known resource ${state.Resource}`);
    return;
  }
  const [, sdk, service, api, wait] = match;
  if (wait && (sdk || !(WAITS[`${service}:${api}`] ?? []).includes(wait))) {
    problems.add(`${where}: ${service}:${api} cannot wait by ${wait}`);
  }
  if (wait && !state.TimeoutSeconds) problems.add(`${where}: waits for ever: no TimeoutSeconds`);
  const operation = require(CLIENTS[service])[`${api[0].toUpperCase()}${api.slice(1)}$`];
  if (!operation || operation[0] !== 9) {
    problems.add(`${where}: ${service} has no API ${api}`);
    return;
  }
  checkFields(problems, where, operation[4], state.Arguments ?? {}, true);
}

function checkStates(problems, where, machine) {
  for (const [name, state] of Object.entries(machine.States)) {
    const here = `${where}/${name}`;
    if (state.Type === 'Task') checkTask(problems, here, state);
    for (const r of state.Retry ?? []) {
      Object.keys(r).filter((k) => !RETRY.includes(k)).forEach((k) => problems.add(`${here}: a retrier has no field ${k}`));
    }
    for (const c of state.Catch ?? []) {
      Object.keys(c).filter((k) => !CATCH.includes(k)).forEach((k) => problems.add(`${here}: a catcher has no field ${k}`));
    }
    if (state.ItemProcessor) checkStates(problems, here, state.ItemProcessor);
  }
}

/** Returns the problems of a definition's text. */
export function check(name, text) {
  const problems = new Problems();
  const definition = JSON.parse(fillIn(text));
  for (const e of validate(definition).errors) problems.add(`${name}: ${e['Error code'] ?? ''} ${e.Message ?? JSON.stringify(e)}`);
  checkStates(problems, name, definition);
  return problems;
}

export function run(folder) {
  const all = new Problems();
  const files = fs.readdirSync(folder).filter((f) => f.endsWith('.asl.json')).sort();
  for (const file of files) all.addAll(check(file, fs.readFileSync(path.join(folder, file), 'utf8')));
  return all.report(`${files.length} state machines`);
}
