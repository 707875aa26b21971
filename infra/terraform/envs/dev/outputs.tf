output "stack" {
  description = "What operators and workflows need to know of the environment."
  value       = module.stack
}
