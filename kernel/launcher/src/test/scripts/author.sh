#!/bin/sh
# What an author does, as plugins/README.md tells it: from nothing to an extension that is signed, uploaded, installed,
# upgraded, rolled back and removed. It needs GUILDHALL and MVN (the two commands), API, ADMIN (a token) and WS (a workspace).
set -eu

KEY=$1
fail() { echo "$*" >&2; exit 1; }
call() { curl -sS -H "Authorization: Bearer $ADMIN" "$@"; }
json() { call -H "Content-Type: application/json" "$@"; }
expect() { case "$2" in *"$1"*) ;; *) fail "expected $1 in: $2" ;; esac; }

$GUILDHALL extension new "$KEY"
cd "$KEY"
$MVN package                                   # with its test
expect "is good" "$($GUILDHALL extension validate "target/$KEY-1.0.0.jar")"

cp "target/$KEY-1.0.0.jar" first.jar
touch src/main/java/*/*/*/*.java
rm -r target
$MVN package -DskipTests
cmp first.jar "target/$KEY-1.0.0.jar" || fail "two builds of the same sources differ"

$GUILDHALL extension keygen acme.key
$GUILDHALL extension sign "target/$KEY-1.0.0.jar" acme.key
$GUILDHALL extension verify "target/$KEY-1.0.0.jar" acme.key.pub
expect '"name":"'"$KEY"'"' "$(json "$API/admin/marketplace/keys" \
  -d '{"name":"'"$KEY"'","publicKey":"'"$(cat acme.key.pub)"'"}')"
expect '"signedBy":"' "$(call "$API/admin/marketplace/extensions" \
  -F "artifact=@target/$KEY-1.0.0.jar" -F "signature=<target/$KEY-1.0.0.jar.sig")"

GRANTED='"grantedPermissions":["events.publish"]'
expect '"planHash"' "$(json "$API/workspaces/$WS/extensions?dryRun=true" -d '{"extensionKey":"'"$KEY"'"}')"
expect '"state":"ACTIVE"' "$(json "$API/workspaces/$WS/extensions" -d '{"extensionKey":"'"$KEY"'",'"$GRANTED"'}')"
expect '"text":"one"' "$(json "$API/workspaces/$WS/capabilities/$KEY.note.add" -d '{"text":"one"}')"
expect '"code":"REQUEST.INVALID"' "$(json "$API/workspaces/$WS/capabilities/$KEY.note.add" -d '{"words":"one"}')"

echo "alter table note add column written_at timestamptz not null default now();" \
  > src/main/resources/migrations/V2__time.sql
sed 's|<version>1.0.0</version>|<version>1.1.0</version>|' pom.xml > pom.new && mv pom.new pom.xml
$MVN package -DskipTests
$GUILDHALL extension sign "target/$KEY-1.1.0.jar" acme.key
expect '"version":"1.1.0"' "$(call "$API/admin/marketplace/extensions" \
  -F "artifact=@target/$KEY-1.1.0.jar" -F "signature=<target/$KEY-1.1.0.jar.sig")"
expect '"version":"1.1.0"' "$(json "$API/workspaces/$WS/extensions/$KEY/upgrade" -d '{"version":"1.1.0"}')"
json "$API/workspaces/$WS/capabilities/$KEY.note.add" -d '{"text":"two"}' > /dev/null
expect '"text":"two"' "$(json "$API/workspaces/$WS/capabilities/$KEY.note.list" -d '{}')"

expect '"version":"1.0.0"' "$(json "$API/workspaces/$WS/extensions/$KEY/rollback" -d '{}')"
LEFT=$(json "$API/workspaces/$WS/capabilities/$KEY.note.list" -d '{}')
expect '"text":"one"' "$LEFT"
case "$LEFT" in *two*) fail "a rollback brings back the tables as they were: $LEFT" ;; esac

call -X DELETE "$API/workspaces/$WS/extensions/$KEY?data=purge"
expect 'CAPABILITY.NOT_FOUND' "$(json "$API/workspaces/$WS/capabilities/$KEY.note.list" -d '{}')"
echo "$KEY came and went"
