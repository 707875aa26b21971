output "lake" {
  description = "What --lake is."
  value       = "s3://${var.name}-{zone}"
}

output "buckets" {
  description = "Bucket names by zone or use."
  value       = local.buckets
}

output "retention" {
  description = "How long, and how strictly, what was received is kept."
  value       = one(aws_s3_bucket_object_lock_configuration.raw.rule).default_retention[0]
}

output "kms_key_arn" {
  description = "The key of all data."
  value       = aws_kms_key.lake.arn
}
