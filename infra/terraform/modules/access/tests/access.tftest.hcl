mock_provider "aws" {}

variables {
  name           = "acme-ledger"
  region         = "eu-central-1"
  account_id     = "111122223333"
  application_id = "00example"
  kms_key_arn    = "arn:aws:kms:eu-central-1:111122223333:key/example"
  operators      = ["arn:aws:iam::111122223333:role/people/operator"]
  deleters       = ["arn:aws:iam::111122223333:role/people/records"]
  github         = { repository = "acme/ledgerlake", environment = "production" }
  state_bucket   = "acme-terraform-state"
}

run "no_wildcard_action" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, p in aws_iam_policy.this : [
        for s in jsondecode(p.policy).Statement : [for a in flatten([s.Action]) : !strcontains(a, "*")]
      ]
    ]))
    error_message = "Every action is named."
  }

  assert {
    condition = alltrue(flatten([
      for name, p in aws_iam_policy.this : [
        for s in jsondecode(p.policy).Statement : !can(s.NotAction) && !can(s.NotResource)
      ]
    ]))
    error_message = "What is permitted is said, not what is not."
  }
}

run "policies_fit" {
  command = plan

  assert {
    condition     = max([for name, p in aws_iam_policy.this : length(p.policy)]...) <= 6144
    error_message = "A managed policy has at most 6,144 characters: ${jsonencode({ for name, p in aws_iam_policy.this : name => length(p.policy) })}"
  }
}

run "wildcard_resource_only_where_there_is_no_arn" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, p in aws_iam_policy.this : [
        for s in jsondecode(p.policy).Statement : [
          for a in flatten([s.Action]) : contains([
            "cloudwatch:PutMetricData", "kms:ListAliases", "states:SendTaskSuccess", "states:SendTaskFailure",
            "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
            "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
          ], a)
        ] if contains(flatten([s.Resource]), "*")
      ]
    ]))
    error_message = "A resource of * stands only with actions that know no resource."
  }

  assert {
    condition = alltrue(flatten([
      for name, p in aws_iam_policy.this : [
        for s in jsondecode(p.policy).Statement : [
          for r in flatten([s.Resource]) : r == "*" || can(regex("^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.*[A-Za-z].*", r))
        ]
      ]
    ]))
    error_message = "Every other resource is an ARN that names something."
  }

  assert {
    condition = alltrue(flatten([
      for name, p in aws_iam_policy.this : [
        for s in jsondecode(p.policy).Statement :
        try(s.Condition.StringEquals["cloudwatch:namespace"], "") == "LedgerLake" if contains(flatten([s.Action]), "cloudwatch:PutMetricData")
      ]
    ]))
    error_message = "Figures are put into one namespace."
  }
}

run "nobody_but_the_deletion_role_deletes_versions" {
  command = plan

  assert {
    condition = alltrue([
      for name, p in aws_iam_policy.this :
      name == "deletion" || !strcontains(p.policy, "DeleteObjectVersion")
    ])
    error_message = "Versions of what must be kept are deleted by one role."
  }

  assert {
    condition = alltrue([
      for name in ["job", "operator"] : [for s in jsondecode(aws_iam_policy.this[name].policy).Statement : s.Resource if try(s.Sid, "") == "LockWhatIsFinal"] == [[
        "arn:aws:s3:::acme-ledger-condemned/*/data/*",
        "arn:aws:s3:::acme-ledger-runs/*/chain/*",
        "arn:aws:s3:::acme-ledger-runs/*/manifest*.json",
      ]]
    ])
    error_message = "Whoever publishes may lock condemned data, the journal and manifests, and nothing else."
  }

  assert {
    condition     = alltrue([for name, p in aws_iam_policy.this : !strcontains(p.policy, "BypassGovernanceRetention")])
    error_message = "Nobody shortens a retention."
  }

  assert {
    condition = alltrue([
      for name in ["operator", "deletion"] :
      jsondecode(aws_iam_role.this[name].assume_role_policy).Statement[0].Condition.Bool["aws:MultiFactorAuthPresent"] == "true"
    ])
    error_message = "People come with a second factor."
  }
}

run "job_reads_raw_and_never_writes_it" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for s in jsondecode(aws_iam_policy.this["job"].policy).Statement : [
        for r in flatten([s.Resource]) : !strcontains(r, "acme-ledger-raw")
      ] if anytrue([for a in flatten([s.Action]) : startswith(a, "s3:Put") || startswith(a, "s3:Delete")])
    ]))
    error_message = "Raw is immutable: the job only reads it."
  }

  assert {
    condition = alltrue(flatten([
      for s in jsondecode(aws_iam_policy.this["job"].policy).Statement : [
        for r in flatten([s.Resource]) : !strcontains(r, "acme-ledger-runs")
      ] if contains(flatten([s.Action]), "s3:DeleteObject")
    ]))
    error_message = "The journal is append-only: the job deletes nothing beside it."
  }
}

run "roles_are_lent_to_one_service_each" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for name, p in aws_iam_policy.this : [
        for s in jsondecode(p.policy).Statement : can(s.Condition.StringEquals["iam:PassedToService"]) if contains(flatten([s.Action]), "iam:PassRole")
      ]
    ]))
    error_message = "A role is passed only to the service that it is for."
  }

  assert {
    condition = alltrue([
      for name in ["job", "ingest", "daily", "backfill", "scheduler"] :
      jsondecode(aws_iam_role.this[name].assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    ])
    error_message = "Services assume roles for this account only."
  }
}

run "workflows_are_told_apart" {
  command = plan

  assert {
    condition = {
      for name in ["plan", "artifacts", "deploy"] :
      name => jsondecode(aws_iam_role.this[name].assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]
      } == {
      plan      = ["repo:acme/ledgerlake:pull_request", "repo:acme/ledgerlake:environment:production-plan"]
      artifacts = ["repo:acme/ledgerlake:ref:refs/heads/main"]
      deploy    = ["repo:acme/ledgerlake:environment:production"]
    }
    error_message = "Pull requests plan, main uploads, the reviewed environment deploys."
  }

  assert {
    condition = alltrue([
      for s in jsondecode(aws_iam_policy.this["plan"].policy).Statement : alltrue([
        for a in flatten([s.Action]) : can(regex(":(Get|List|Describe|Decrypt)", a))
      ])
    ])
    error_message = "A pull request changes nothing."
  }

  assert {
    condition = alltrue(flatten([
      for s in jsondecode(aws_iam_policy.this["plan"].policy).Statement : [
        for r in flatten([s.Resource]) : startswith(r, "arn:aws:s3:::acme-terraform-state/")
      ] if contains(flatten([s.Action]), "s3:GetObject")
    ]))
    error_message = "A pull request reads no data."
  }
}

run "repository_with_a_wildcard_is_refused" {
  command = plan

  variables {
    github = { repository = "acme/*", environment = "production" }
  }

  expect_failures = [var.github]
}
