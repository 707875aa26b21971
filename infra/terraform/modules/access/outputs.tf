output "role_arns" {
  description = "The roles by their use."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "policies" {
  description = "The policies by role, as JSON."
  value       = local.policies
}
