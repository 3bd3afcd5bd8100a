/** A pathway of two steps that may run again and again in one world: what a step costs, with little in it. */
export const twoSteps = `pathway bench_two_steps for network
  risk low

  takes:
    bridge_name  string    "Bridge to make"
    interfaces   string[]  "Its ports"

  steps:
    1. bridge_create
         bridge_name = {bridge_name}
         interfaces = {interfaces}
    2. bridge_stp
         bridge_name = {step 1.bridge_name}
         stp_enabled = true
         forward_delay = 4
`;
