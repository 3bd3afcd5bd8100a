/** Every construct of the language, in the words a domain expert would use. */

export const everyGeneConstruct = `gene bridge_create for network          # the domain is optional
  is configuration                      # or: diagnostic
  risk low                              # none | low | medium | high | critical

  does:
    Free prose, the mutation prompt.

  takes:
    bridge_name  string          "Name for the bridge"
    interfaces   string[]        "Interfaces to attach"
    nic          string[3..]     "At least three"
    pair         int[2..2]?
    stp_enabled  bool = false    "Default makes it optional"
    send_arp     bool?           "Optional, may be absent"
    url          string  "Default may also follow the description"  default="x"

  gives:
    success            bool       "Whether it worked"
    flapping           mac_flap[] "Custom type"
    error              string?    "Message on failure"

  types:
    mac_flap:
      mac    string    "Address"
      ports  string[]  "Where it was seen"

  before:
    - prose bullet
  after:
    - prose bullet
  fails when:
    - bridge already exists -> success=false
    - NM D-Bus unavailable -> error
    - only prose
  unhealthy when:                       # diagnostics
    - prose bullet

  verify:
    check_link_state device={bridge_name}
    - prose is kept too
    within 30s
  feeds:                                # convergence (default) or resilience
    bridge_create  convergence
    bond_create    resilience
    vlan_create
  connects:
    connection  sqlite  "Database to inspect"
    other       http
  examples:
    attaches both interfaces:
      given:
        interface eth0
        interface eth1
      takes:
        bridge_name = br0
        interfaces = [eth0, eth1]
      gives:
        success = true
      then:
        bridge br0 has ports [eth0, eth1]
        interface br0 is up
    refuses a bridge that exists:
      given:
        bridge br0
      takes:
        bridge_name = br0
        interfaces = []
      gives:
        success = false
      then:
        nothing changed
`;

export const everyPathwayConstruct = `pathway deploy_server_network
  risk critical
  provides bridge, bond
  takes:
    vlans  int[]  "VLAN ids"
  steps:
    1. -> provision_management_bridge           # another pathway
         bridge_name = {bridge_name}
    2. bond_create                              # a locus
         bond_name = "storage"
         mode = active-backup
         members = [eth1, eth2]
    3. for vlan in {vlans}:                     # each element
         vlan_create
           parent = {step 2.bond_name}          # an earlier step's output
           vlan_id = {vlan}
         -> announce name=storage.{vlan}
    4. when step 1.healthy:                     # by an earlier step's field
         false -> mac_preserve
           device = {bridge_name}
         true -> check_connectivity
           bridge_name = {bridge_name}
  requires:
    step 3 needs step 2
    step 4 needs step 1, step 3
  verify:
    check_connectivity bridge_name={bridge_name}
    within 30s
  on failure:
    rollback all            # or: rollback completed steps | report partial
`;

export const everyTopologyConstruct = `topology production_server
  takes:
    nic  string[3..]  "Physical NICs, ordered by role"
  has:
    management:
      is bridge
      uplink {nic.0}              # an element of a parameter
      mac preserve
      stp enabled
    storage:
      is bond
      mode active-backup
      members [{nic.1}, {nic.2}]
    vm_traffic:
      is vlan_bridges
      trunk storage               # another resource
      vlans [100, 200, 300]
  verify:
    check_connectivity bridge_name=management
    for vlan in [100, 200, 300]:
      check_link_state interface=storage.{vlan}
    all within 60s
  on failure:
    preserve what works
    report what failed
`;
