# The lines of a contract. `npm run generate` compiles this file into grammar.generated.ts.
#
# Sections and blocks are found by indentation before any line is read (syntax/block.ts), so the grammar has one start
# rule for each form a line can take (syntax/line-forms.ts): a fault spoils its own line and no other, and what was
# expected at the very word that does not fit is known. Prose has no grammar. Token types are those of syntax/token.ts.

@preprocessor esmodule
@{% import * as build from './syntax/build.ts'; %}
@{% import { scalar, operand } from './syntax/terminals.ts'; %}
@lexer tokens

# gene bridge_create for network
header      -> kind %name                                   {% build.header %}
             | kind %name "for" %name                       {% build.header %}
kind        -> ("gene" | "pathway" | "topology")            {% build.keyword %}

# is configuration / risk low / provides bridge, bond
family      -> "is" ("configuration" | "diagnostic")        {% build.attribute %}
risk        -> "risk" ("none" | "low" | "medium" | "high" | "critical")  {% build.attribute %}
provides    -> "provides" names                             {% build.provides %}
names       -> %name                                        {% build.first %}
             | names "," %name                              {% build.next %}

# mac_flap:
heading     -> %name ":"                                    {% build.heading %}

# stp_enabled  bool = false  "Description"
field       -> typed                                        {% build.field %}
             | described                                    {% build.field %}
             | typed "=" literal                            {% build.fieldWithDefault %}
             | described "default" "=" literal              {% build.fieldWithLateDefault %}
             | typed "default" "=" literal                  {% build.fieldWithLateDefault %}
described   -> typed %string                                {% build.described %}
             | typed "=" literal %string                    {% build.describedWithDefault %}
typed       -> %name type                                   {% build.typed %}
type        -> plain                                        {% build.type %}
             | plain "?"                                    {% build.type %}
plain       -> %name                                        {% build.scalarType %}
             | %name "[" "]"                                {% build.listType %}
             | %name "[" %int ".." "]"                      {% build.listType %}
             | %name "[" %int ".." %int "]"                 {% build.listType %}

# check_link_state device={bridge_name}
verifyCall  -> called                                       {% build.verifyCall %}
verifyLoop  -> "for" %name "in" expression ":"              {% build.loop %}
within      -> "within" %duration                           {% build.within %}
             | "all" "within" %duration                     {% build.within %}

# 2. bond_create / 1. -> provision_bond / 3. for vlan in {vlans}: / 4. when step 1.healthy:
stepCall    -> %ordinal call                                {% build.stepCall %}
stepLoop    -> %ordinal verifyLoop                          {% build.stepLoop %}
stepWhen    -> %ordinal "when" "step" %field ":"            {% build.stepWhen %}
call        -> called                                       {% build.locusCall %}
             | "->" called                                  {% build.pathwayCall %}
branch      -> constant "->" called                         {% build.branch %}
called      -> %name                                        {% build.called %}
             | called argument                              {% build.calledWith %}
argument    -> %name "=" expression                         {% build.argument %}

# step 4 needs step 1, step 3
requirement -> "step" %int "needs" steps                    {% build.requirement %}
steps       -> "step" %int                                  {% build.firstStep %}
             | steps "," "step" %int                        {% build.nextStep %}

# bridge_create  convergence
feed        -> %name                                        {% build.feed %}
             | %name ("convergence" | "resilience")         {% build.feed %}

# connection  sqlite  "Database to inspect"
connection  -> %name %name                                  {% build.connection %}
             | %name %name %string                          {% build.connection %}

# is bridge / uplink {nic.0}
resourceKind -> "is" %name                                  {% build.attribute %}
property    -> %name expression                             {% build.property %}

# Values: constants where a contract is declared, references as well where one is called.
literal     -> constant                                     {% build.same %}
             | "[" "]"                                      {% build.list %}
             | "[" literals "]"                             {% build.list %}
constant    -> %scalar                                      {% build.literal %}
literals    -> literal                                      {% build.first %}
             | literals "," literal                         {% build.next %}
expression  -> %operand                                     {% build.literal %}
             | "[" "]"                                      {% build.list %}
             | "[" expressions "]"                          {% build.list %}
expressions -> expression                                   {% build.first %}
             | expressions "," expression                   {% build.next %}
