#!/usr/bin/env bash
# build-kustomize-controller.sh FOLDER: builds Flux's kustomize-controller from the published Go modules into FOLDER and
# lays the definitions of its kinds beside it, unless it is there.
set -euo pipefail
version=v1.9.6
target=$1
[ ! -x "$target/kustomize-controller" ] || exit 0
mkdir -p "$target/wrapper" "$target/definitions"
cd "$target/wrapper"
# The replacements are those of the controller's own go.mod. Never tidied: modules that only its tests need are not to be had.
cat > go.mod <<GO
module mainward.dev/e2e

go 1.26.0

require github.com/fluxcd/kustomize-controller $version

replace (
	github.com/opencontainers/go-digest => github.com/opencontainers/go-digest v1.0.1-0.20220411205349-bde1400a84be
	gopkg.in/yaml.v3 => gopkg.in/yaml.v3 v3.0.1
	sigs.k8s.io/kustomize/api => sigs.k8s.io/kustomize/api v0.21.1
	sigs.k8s.io/kustomize/kyaml => sigs.k8s.io/kustomize/kyaml v0.21.1
)
GO
go mod download "github.com/fluxcd/kustomize-controller@$version" "github.com/fluxcd/source-controller@$version"
modules=$(go env GOMODCACHE)/github.com/fluxcd
install -m 644 "$modules/kustomize-controller@$version/config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml" \
  "$modules/source-controller@$version"/config/crd/bases/*.yaml "$target/definitions/"
go build -mod=mod -ldflags '-s -w' -o "$target/kustomize-controller.new" github.com/fluxcd/kustomize-controller
mv "$target/kustomize-controller.new" "$target/kustomize-controller"
