#!/usr/bin/env bash
# The typical developer sequence of the Portal surface against a running Guildhall: load one's workspaces, create one if
# there is none, make it the default, define a role, invite a collaborator and, once they have joined, give them the role.
#
#   ADMIN_EMAIL=… ADMIN_PASSWORD=… modules/surfaces/examples/developer-sequence.sh [http://localhost:8080]
#
# The administrator lets the portal in and makes the two accounts; all else is done by those.
set -euo pipefail

base=${1:-http://localhost:8080}
run=$(date +%s)-$$
password="sequence-$run"

# Sends a request with the curl options given, shows it with its answer, and ends the script if it is refused.
call() {
    local method=$1 path=$2 answer
    shift 2
    answer=$(curl --silent --show-error --fail-with-body --request "$method" "$base$path" "$@") || {
        printf '%s %s\n%s\n' "$method" "$path" "$answer" >&2
        exit 1
    }
    printf '%s %s\n  %s\n' "$method" "$path" "$answer" >&2
    printf '%s' "$answer"
}

api() {
    call "$1" "$2" --header "Authorization: Bearer $token" ${3:+--header "Content-Type: application/json" --data "$3"}
}

portal() {
    call "$1" "/web/v1$2" --header "X-PORTAL-ACCESS-CODE: $code" --header "Authorization: Bearer $token" \
        ${3:+--header "Content-Type: application/json" --data "$3"}
}

# The first value of this name in a JSON text.
field() {
    grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

sign_in() {
    curl --silent --show-error --fail-with-body "$base/api/auth/login" --header "Content-Type: application/json" \
        --data "{\"email\":\"$1\",\"password\":\"$2\"}" | field accessToken
}

account() {
    api POST /api/admin/users \
        "{\"email\":\"$1\",\"fullName\":\"$2\",\"password\":\"$password\",\"roles\":[\"USER\"]}" | field id
}

# Before the sequence: a portal, and two people.
ada="ada-$run@example.org"
bob="bob-$run@example.org"
token=$(sign_in "$ADMIN_EMAIL" "$ADMIN_PASSWORD")
code=$(api POST /api/admin/portals "{\"name\":\"Sequence $run\"}" | field accessCode)
account "$ada" "Ada" > /dev/null
bob_id=$(account "$bob" "Bob")
bob_token=$(sign_in "$bob" "$password")
token=$(sign_in "$ada" "$password")

# 1. Load the user's accessible workspaces; 2. create one if none exist.
workspace=$(portal GET /tenant/workspaces/mine | field workspaceId || true)
if [ -z "$workspace" ]; then
    workspace=$(portal POST /workspaces/self \
        '{"workspaceName":"Acme","workspaceTimezone":"Europe/Berlin"}' | field workspaceId)
fi

# 3. Set the preferred default workspace.
portal POST "/tenant/workspaces/$workspace/default" > /dev/null

# 4. List roles and create a custom one.
portal GET "/workspaces/$workspace/roles" > /dev/null
portal POST "/workspaces/$workspace/roles" \
    '{"name":"Support","description":"Answers customers","permissions":["workspace.read","members.read"]}' > /dev/null

# 5. Invite a collaborator, who joins, and update their role.
portal POST "/workspaces/$workspace/invitations" "{\"email\":\"$bob\",\"role\":\"MEMBER\"}" > /dev/null
ada_token=$token
token=$bob_token
invitation=$(api GET /api/invitations/mine | field id)
api POST /api/invitations/accept "{\"invitationId\":\"$invitation\"}" > /dev/null
token=$ada_token
portal POST "/workspaces/$workspace/members/role/change" "{\"userId\":\"$bob_id\",\"role\":\"Support\"}" > /dev/null

token=$bob_token
echo "Bob is in $workspace as $(portal GET /tenant/workspaces/mine | field role)."
