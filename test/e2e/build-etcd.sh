#!/usr/bin/env bash
# build-etcd.sh FOLDER: builds etcd from the published Go modules into FOLDER, unless it is there.
set -euo pipefail
version=3.6.16
target=$1
[ ! -x "$target/etcd" ] || exit 0
mkdir -p "$target/wrapper"
cd "$target/wrapper"
# `go install` refuses modules with replacements.
cat > go.mod <<GO
module mainward.dev/e2e

go 1.25.0

require go.etcd.io/etcd/server/v3 v$version
GO
go build -mod=mod -ldflags '-s -w' -o "$target/etcd.new" go.etcd.io/etcd/server/v3
mv "$target/etcd.new" "$target/etcd"
