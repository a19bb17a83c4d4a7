#!/usr/bin/env bash
# build-kubernetes.sh FOLDER: builds kube-apiserver and kube-controller-manager from the published Go modules into FOLDER,
# each unless it is there.
set -euo pipefail
version=1.35.0
target=$1
programs=(kube-apiserver kube-controller-manager)
missing=()
for program in "${programs[@]}"; do [ -x "$target/$program" ] || missing+=("$program"); done
[ "${#missing[@]}" -gt 0 ] || exit 0
mkdir -p "$target/wrapper"
cd "$target/wrapper"
{
  echo "//go:build tools"
  echo
  echo "package main"
  echo
  echo "import ("
  for program in "${programs[@]}"; do echo "	_ \"k8s.io/kubernetes/cmd/$program\""; done
  echo ")"
  echo
  echo "func main() {}"
} > main.go
# `go install` refuses modules with replacements, and the staging modules are only to be had under their own versions.
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
for program in "${missing[@]}"; do
  go build -ldflags "$flags" -o "$target/$program.new" "k8s.io/kubernetes/cmd/$program"
  mv "$target/$program.new" "$target/$program"
done
