resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer = "token.actions.githubusercontent.com"

  # Which workflow may be what: pull requests plan, main uploads, the reviewed environment deploys.
  github_subject = {
    plan      = ["repo:${var.github.repository}:pull_request", "repo:${var.github.repository}:environment:${var.github.environment}-plan"]
    artifacts = ["repo:${var.github.repository}:ref:refs/heads/main"]
    deploy    = ["repo:${var.github.repository}:environment:${var.github.environment}"]
  }

  github_trust = {
    for use, subject in local.github_subject : use => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Federated = "${local.arn}:iam::${var.account_id}:oidc-provider/${local.issuer}" }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "${local.issuer}:aud" = "sts.amazonaws.com"
            "${local.issuer}:sub" = subject
          }
        }
      }]
    })
  }

  # Jars are added and never replaced: a key is a version and a commit.
  artifacts = [
    {
      Sid      = "AddArtifacts"
      Effect   = "Allow"
      Action   = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:GetObject"]
      Resource = ["${local.bucket["artifacts"]}/ledgerlake/*"]
    },
    local.use_key,
  ]
}
