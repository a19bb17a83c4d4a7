#!/usr/bin/env bash
# build-kube-apiserver.sh FOLDER: builds kube-apiserver from the published Go modules into FOLDER, unless it is there.
set -euo pipefail
version=1.35.0
target=$1
[ ! -x "$target/kube-apiserver" ] || exit 0
mkdir -p "$target/wrapper"
cd "$target/wrapper"
cat > main.go <<'GO'
//go:build tools

package main

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)

func main() {}
GO
{
  echo "module mainward.dev/e2e"
  echo
  echo "go 1.25.0"
  echo
  echo "require k8s.io/kubernetes v$version"
  echo
  echo "replace ("
  for name in api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap \
    code-generator component-base component-helpers controller-manager cri-api cri-client csi-translation-lib \
    dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator kube-controller-manager kube-proxy \
    kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission sample-apiserver sample-cli-plugin \
    sample-controller; do
    echo "	k8s.io/$name => k8s.io/$name v0${version#1}"
  done
  echo ")"
} > go.mod
go mod tidy -e
flags="-s -w -X k8s.io/component-base/version.gitVersion=v$version -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=35"
go build -ldflags "$flags" -o "$target/kube-apiserver.new" k8s.io/kubernetes/cmd/kube-apiserver
mv "$target/kube-apiserver.new" "$target/kube-apiserver"
