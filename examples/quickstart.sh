#!/usr/bin/env bash
# The Admin API's calls as the public documentation writes them, and Doorward's key checks, each answer checked.
#
#   DOORWARD_URL=http://127.0.0.1:8080 ANTHROPIC_ADMIN_KEY=dw_adm_… examples/quickstart.sh
#
# Needs bash and curl, and an organization such as the demo's: it changes and removes members, so don't point it at your own.

set -euo pipefail

: "${DOORWARD_URL:?the base URL, such as http://127.0.0.1:8080}"
: "${ANTHROPIC_ADMIN_KEY:?an admin key}"

# check WHAT FRAGMENT … curl …: runs the call; stops unless it answers 200 with every fragment, and without those that begin
# with an exclamation mark. Leaves the body in $answer.
check() {
    local what=$1 fragments=() fragment reply
    shift
    while [[ $1 != curl ]]; do
        fragments+=("$1")
        shift
    done
    reply=$("$@" --silent --show-error --write-out '\n%{http_code}')
    status=${reply##*$'\n'}
    answer=${reply%$'\n'*}
    [[ $status == 200 ]] || fail "$what" "status 200"
    for fragment in "${fragments[@]}"; do
        case $fragment in
            !*) [[ $answer != *"${fragment#!}"* ]] || fail "$what" "an answer without ${fragment#!}" ;;
            *) [[ $answer == *"$fragment"* ]] || fail "$what" "$fragment" ;;
        esac
    done
    printf 'ok  %s\n' "$what"
}

# fail WHAT EXPECTED: says what was expected and what came, and stops.
fail() {
    printf 'FAILED  %s\n  expected %s\n  got %s with %s\n' "$1" "$2" "$status" "$answer" >&2
    exit 1
}

# The first id of a kind in the last answer.
first_id() {
    local id=${answer#*\"id\":\""$1"_}
    if [[ $id == "$answer" ]]; then
        printf 'FAILED  there is no %s in %s\n' "$1" "$answer" >&2
        exit 1
    fi
    printf '%s_%s' "$1" "${id%%\"*}"
}

# The text of a field of the last answer, the first of that name.
field() {
    local text=${answer#*\"$1\":\"}
    printf '%s' "${text%%\"*}"
}

unique=$(date +%s)-$$

echo "Organization"
check "get the organization" '"name":"' '"type":"organization"' \
    curl "$DOORWARD_URL/v1/organizations/me" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
organization_id=$(field id)

echo "Members"
check "list members" '{"data":[{"id":"user_' '"role":"admin"' '"has_more":false' '"last_id":"user_' \
    curl "$DOORWARD_URL/v1/organizations/users?limit=100" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "list members of two roles" '"type":"user"' '!"role":"admin"' '!"role":"billing"' '!"role":"developer"' \
    curl "$DOORWARD_URL/v1/organizations/users?roles%5B%5D=user&roles%5B%5D=claude_code_user" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
user_id=$(first_id user)
check "get a member" "\"id\":\"$user_id\"" \
    curl "$DOORWARD_URL/v1/organizations/users/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "update a member's role" "\"id\":\"$user_id\"" '"role":"developer"' \
    curl "$DOORWARD_URL/v1/organizations/users/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"role": "developer"}'

echo "Invites"
check "create an invite" "\"email\":\"newuser-$unique@example.com\"" '"role":"developer"' '"status":"pending"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/invites" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{
      "email": "newuser-'"$unique"'@example.com",
      "role": "developer"
    }'
invite_id=$(first_id invite)
check "list invites" "\"id\":\"$invite_id\"" \
    curl "$DOORWARD_URL/v1/organizations/invites?limit=10" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "delete an invite" "\"id\":\"$invite_id\"" '"type":"invite_deleted"' \
    curl --request DELETE "$DOORWARD_URL/v1/organizations/invites/$invite_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

check "list invites without it" '"has_more":' "!$invite_id" \
    curl "$DOORWARD_URL/v1/organizations/invites?limit=10" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

echo "Workspaces"
check "create a workspace" '"type":"workspace"' '"name":"Quickstart"' '"archived_at":null' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"name": "Quickstart"}'
workspace_id=$(first_id wrkspc)
check "list workspaces" "\"id\":\"$workspace_id\"" \
    curl "$DOORWARD_URL/v1/organizations/workspaces?limit=10&include_archived=false" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

echo "Workspace members"
check "add a workspace member" \
    "\"user_id\":\"$user_id\"" "\"workspace_id\":\"$workspace_id\"" '"workspace_role":"workspace_user"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{
      "user_id": "'"$user_id"'",
      "workspace_role": "workspace_user"
    }'
check "list workspace members" "\"user_id\":\"$user_id\"" '"workspace_role":"workspace_user"' \
    curl "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members?limit=100" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "update a workspace member's role" "\"user_id\":\"$user_id\"" '"workspace_role":"workspace_admin"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"workspace_role": "workspace_admin"}'
check "remove a workspace member" "\"user_id\":\"$user_id\"" '"type":"workspace_member_deleted"' \
    curl --request DELETE "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "list workspace members without them" '"workspace_role":"workspace_admin"' "!$user_id" \
    curl "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members?limit=100" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "archive the workspace" "\"id\":\"$workspace_id\"" '"archived_at":"2' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/archive" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "list workspaces without it" '"has_more":' "!$workspace_id" \
    curl "$DOORWARD_URL/v1/organizations/workspaces?limit=10&include_archived=false" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "remove the member" "\"id\":\"$user_id\"" '"type":"user_deleted"' \
    curl --request DELETE "$DOORWARD_URL/v1/organizations/users/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

echo "API keys"
check "list active API keys" '"status":"active"' '!"status":"inactive"' '!"status":"archived"' '!"status":"expired"' \
    curl "$DOORWARD_URL/v1/organizations/api_keys?limit=10&status=active" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
api_key_id=$(first_id apikey)
check "deactivate and rename an API key" \
    "\"id\":\"$api_key_id\"" '"status":"inactive"' '"name":"Renamed by the quickstart"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/api_keys/$api_key_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{
      "status": "inactive",
      "name": "Renamed by the quickstart"
    }'
check "activate it again" "\"id\":\"$api_key_id\"" '"status":"active"' '"name":"Renamed by the quickstart"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/api_keys/$api_key_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"status": "active"}'

echo "The reading calls, as clients of version 2026-10-21 make them"
for call in \
    'me "type":"organization"' \
    'users "role":"admin"' \
    'invites "type":"invite"' \
    'workspaces "data_residency":{' \
    "workspaces/$workspace_id/members \"workspace_id\":\"$workspace_id\"" \
    'api_keys "scope":{' \
    "api_keys/$api_key_id \"name\":\"Renamed by the quickstart\""; do
    check "get ${call%% *}" "${call#* }" \
        curl "$DOORWARD_URL/v1/organizations/${call%% *}" \
        --header "anthropic-version: 2026-10-21" \
        --header "Authorization: Bearer $ANTHROPIC_ADMIN_KEY"
done

echo "A key that guards something"
check "make an API key" '"status":"active"' '"key":"' \
    curl "$DOORWARD_URL/doorward/v1/api_keys" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"name":"Made by the quickstart"}'
guarding_id=$(first_id apikey)
guarding_key=$(field key)
check "let it pass" "x-doorward-api-key-id: $guarding_id" 'x-doorward-api-key-name: Made%20by%20the%20quickstart' \
    curl --include "$DOORWARD_URL/doorward/v1/check/$organization_id/v1/messages" \
    --header "x-api-key: $guarding_key"
check "make a check credential" '"type":"check_credential"' \
    curl "$DOORWARD_URL/doorward/v1/check_credentials" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"name":"Made by the quickstart"}'
check_credential=$(field key)
check "ask about the key" '"active":true' "\"sub\":\"$guarding_id\"" \
    curl "$DOORWARD_URL/doorward/v1/introspect" \
    --header "Authorization: Bearer $check_credential" \
    --data "token=$guarding_key"
check "disable it" '"status":"inactive"' \
    curl "$DOORWARD_URL/v1/organizations/api_keys/$guarding_id" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"status":"inactive"}'
check "hear at once that it is not good" '{"active":false}' \
    curl "$DOORWARD_URL/doorward/v1/introspect" \
    --header "Authorization: Bearer $check_credential" \
    --data "token=$guarding_key"

echo "Every call was answered as documented."
