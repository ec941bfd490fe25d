#!/usr/bin/env bash
# The Admin API's calls as the public documentation writes them, against a Doorward, each answer checked.
#
#   DOORWARD_URL=http://127.0.0.1:8080 ANTHROPIC_ADMIN_KEY=dw_adm_… examples/quickstart.sh
#
# Needs bash and curl, and an organization such as the demo's: it changes and removes members, so don't point it at your own.

set -euo pipefail

: "${DOORWARD_URL:?the base URL, such as http://127.0.0.1:8080}"
: "${ANTHROPIC_ADMIN_KEY:?an admin key}"

# check WHAT FRAGMENT curl …: runs the call; stops unless it answers 200 with the fragment. Leaves the body in $answer.
check() {
    local what=$1 fragment=$2 reply status
    shift 2
    reply=$("$@" --silent --show-error --write-out '\n%{http_code}')
    status=${reply##*$'\n'}
    answer=${reply%$'\n'*}
    if [[ $status != 200 || $answer != *"$fragment"* ]]; then
        printf 'FAILED  %s\n  expected 200 with %s\n  got %s with %s\n' "$what" "$fragment" "$status" "$answer" >&2
        exit 1
    fi
    printf 'ok  %s\n' "$what"
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

unique=$(date +%s)-$$

echo "Organization"
check "get the organization" '"type":"organization"' \
    curl "$DOORWARD_URL/v1/organizations/me" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

echo "Members"
check "list members" '"role":"admin"' \
    curl "$DOORWARD_URL/v1/organizations/users?limit=100" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "list members of two roles" '"type":"user"' \
    curl "$DOORWARD_URL/v1/organizations/users?roles%5B%5D=user&roles%5B%5D=claude_code_user" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
user_id=$(first_id user)
check "get a member" "\"id\":\"$user_id\"" \
    curl "$DOORWARD_URL/v1/organizations/users/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "update a member's role" '"role":"developer"' \
    curl "$DOORWARD_URL/v1/organizations/users/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"role": "developer"}'

echo "Invites"
check "create an invite" '"status":"pending"' \
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
check "delete an invite" '"type":"invite_deleted"' \
    curl --request DELETE "$DOORWARD_URL/v1/organizations/invites/$invite_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

echo "Workspaces"
check "create a workspace" '"name":"Quickstart"' \
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
check "add a workspace member" '"workspace_role":"workspace_user"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{
      "user_id": "'"$user_id"'",
      "workspace_role": "workspace_user"
    }'
check "list workspace members" "\"user_id\":\"$user_id\"" \
    curl "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members?limit=100" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "update a workspace member's role" '"workspace_role":"workspace_admin"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{"workspace_role": "workspace_admin"}'
check "remove a workspace member" '"type":"workspace_member_deleted"' \
    curl --request DELETE "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/members/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "archive the workspace" '"archived_at":"2' \
    curl --request POST "$DOORWARD_URL/v1/organizations/workspaces/$workspace_id/archive" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
check "remove the member" '"type":"user_deleted"' \
    curl --request DELETE "$DOORWARD_URL/v1/organizations/users/$user_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"

echo "API keys"
check "list active API keys" '"status":"active"' \
    curl "$DOORWARD_URL/v1/organizations/api_keys?limit=10&status=active" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY"
api_key_id=$(first_id apikey)
check "deactivate and rename an API key" '"status":"inactive"' \
    curl --request POST "$DOORWARD_URL/v1/organizations/api_keys/$api_key_id" \
    --header "anthropic-version: 2023-06-01" \
    --header "x-api-key: $ANTHROPIC_ADMIN_KEY" \
    --data '{
      "status": "inactive",
      "name": "Renamed by the quickstart"
    }'
check "activate it again" '"status":"active"' \
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

echo "Every call was answered as documented."
