# Dev differs in what a mistake costs: a retention that can be undone, little capacity, no nights.
module "stack" {
  source = "../../modules/stack"

  name         = var.name
  region       = var.region
  account_id   = var.account_id
  datasets     = { for name, d in var.datasets : name => merge({ for k, v in d : k => v if v != null }, { enabled = false }) }
  retention    = { mode = "GOVERNANCE", years = 1 }
  jar_key      = var.jar_key
  workers      = { max_executors = 2 }
  capacity     = { vcpus = 16, memory_gb = 64, disk_gb = 400 }
  subscribers  = var.subscribers
  operators    = var.operators
  deleters     = var.deleters
  github       = var.github
  state_bucket = var.state_bucket

  scan_limit_bytes = 10737418240
}
