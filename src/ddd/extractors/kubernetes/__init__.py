"""Kubernetes: manifests, kustomize patches, Helm charts, Prow."""
