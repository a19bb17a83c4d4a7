#!/usr/bin/env bash
# build-ledger-verifier.sh FOLDER: builds test/e2e/ledger-verifier from the published Go modules that its go.sum names.
set -euo pipefail
target=$1
[ ! -x "$target/ledger-verifier" ] || exit 0
cd "$(dirname "$0")/ledger-verifier"
mkdir -p "$target"
go build -mod=readonly -o "$target/ledger-verifier.new" .
mv "$target/ledger-verifier.new" "$target/ledger-verifier"
