locals {
  # Service principals are confused only by accounts that they do not check.
  service_trust = {
    for service in ["emr-serverless", "states", "scheduler"] : service => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Service = "${service}.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      }]
    })
  }

  people_trust = {
    for kind, arns in { operator = var.operators, deletion = var.deleters } : kind => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { AWS = arns }
        Action    = "sts:AssumeRole"
        Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
      }]
    })
  }

  roles = {
    job = {
      trust      = local.service_trust["emr-serverless"]
      statements = concat(local.read_lake, local.write_lake, local.write_shadow, [local.write_logs])
    }
    ingest = {
      trust      = local.service_trust["states"]
      statements = local.ingest
    }
    daily = {
      trust      = local.service_trust["states"]
      statements = concat(local.start_ingest, [local.put_metrics])
    }
    backfill = {
      trust      = local.service_trust["states"]
      statements = local.start_ingest
    }
    scheduler = {
      trust      = local.service_trust["scheduler"]
      statements = local.scheduler
    }
    operator = {
      trust      = local.people_trust["operator"]
      statements = local.operator
    }
    deletion = {
      trust      = local.people_trust["deletion"]
      statements = local.deletion
    }
    plan = {
      trust      = local.github_trust["plan"]
      statements = local.plan
    }
    artifacts = {
      trust      = local.github_trust["artifacts"]
      statements = local.artifacts
    }
    deploy = {
      trust      = local.github_trust["deploy"]
      statements = local.deploy
    }
  }

  # A type per role would differ with its statements; as JSON they are all strings.
  policies = {
    for name, role in local.roles : name => jsonencode({
      Version   = "2012-10-17"
      Statement = role.statements
    })
  }
}

resource "aws_iam_role" "this" {
  for_each = toset(keys(local.policies))

  name                 = "${var.name}-${each.key}"
  assume_role_policy   = local.roles[each.key].trust
  max_session_duration = 3600
}

resource "aws_iam_policy" "this" {
  for_each = toset(keys(local.policies))

  name   = "${var.name}-${each.key}"
  policy = local.policies[each.key]
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(keys(local.policies))

  role       = aws_iam_role.this[each.key].name
  policy_arn = aws_iam_policy.this[each.key].arn
}

# Both together would be longer than a policy may be.
resource "aws_iam_role_policy_attachment" "deploy_plans" {
  role       = aws_iam_role.this["deploy"].name
  policy_arn = aws_iam_policy.this["plan"].arn
}
