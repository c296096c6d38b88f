"""What runs by the clock in a Kubernetes cluster: manifests, kustomize patches, Helm charts, Prow."""
