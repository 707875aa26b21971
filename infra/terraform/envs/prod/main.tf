module "stack" {
  source = "../../modules/stack"

  name         = var.name
  region       = var.region
  account_id   = var.account_id
  datasets     = { for name, d in var.datasets : name => { for k, v in d : k => v if v != null } }
  retention    = { mode = "COMPLIANCE", years = 7 }
  jar_key      = var.jar_key
  workers      = { max_executors = 8 }
  capacity     = { vcpus = 64, memory_gb = 256, disk_gb = 2000 }
  subscribers  = var.subscribers
  operators    = var.operators
  deleters     = var.deleters
  github       = var.github
  state_bucket = var.state_bucket

  scan_limit_bytes = 107374182400
}
