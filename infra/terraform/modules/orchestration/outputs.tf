output "ingest_name" {
  description = "The name of the state machine for one date."
  value       = aws_sfn_state_machine.ingest.name
}

output "ingest_version_arn" {
  description = "The version made from this definition: what the smoke run tries, and the alias is moved to."
  value       = aws_sfn_state_machine.ingest.state_machine_version_arn
}

output "live_alias_arn" {
  description = "The alias that the nights run."
  value       = aws_sfn_alias.live.arn
}

output "undelivered_queue" {
  description = "The queue of starts that could not be delivered."
  value       = aws_sqs_queue.undelivered.name
}

output "schedules" {
  description = "The datasets' schedules and whether they are on."
  value       = { for d, s in aws_scheduler_schedule.this : d => "${s.schedule_expression} ${s.schedule_expression_timezone} ${s.state}" }
}

output "schedule_group" {
  description = "The group of the schedules."
  value       = aws_scheduler_schedule_group.this.name
}
