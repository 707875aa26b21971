output "lake" {
  description = "What --lake is."
  value       = module.storage.lake
}

output "buckets" {
  description = "Bucket names by zone or use."
  value       = module.storage.buckets
}

output "retention" {
  description = "How long, and how strictly, what was received is kept."
  value       = { mode = module.storage.retention.mode, years = module.storage.retention.years }
}

output "lock_options" {
  description = "What every command that decides something needs, so that its decision is locked too."
  value       = local.lock_options
}

output "schedules" {
  description = "The datasets' schedules and whether they are on."
  value       = module.orchestration.schedules
}

output "application_id" {
  description = "The EMR Serverless application."
  value       = module.compute.application_id
}

output "role_arns" {
  description = "The roles by their use."
  value       = module.access.role_arns
}

output "ingest_version_arn" {
  description = "The version that this apply has made: what the smoke run tries."
  value       = module.orchestration.ingest_version_arn
}

output "live_alias_arn" {
  description = "The alias that the nights run."
  value       = module.orchestration.live_alias_arn
}

output "spark_parameters" {
  description = "Spark's parameters of every job."
  value       = local.spark_parameters
}
