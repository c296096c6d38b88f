# ddd in a container: reads the repository mounted at /repo.
#
#   docker build -t ddd .
#   docker run --rm -v "$PWD:/repo:ro" ddd validate-maintenance-coverage
#   docker run --rm -v "$PWD:/repo" --user "$(id -u):$(id -g)" ddd generate-runbooks
ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE CHANGELOG.md ./
COPY src src
COPY specs specs
COPY templates templates
# Compiled by the hash of the source, not its time: the same sources give the same files, and nobody compiles at run time.
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && python -m venv --without-pip /opt/ddd \
 && python -m pip --python /opt/ddd install --no-cache-dir --no-compile --constraint constraints.txt \
      "$(echo /wheels/*.whl)[postgres]" \
 && /opt/ddd/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/ddd/lib

FROM python:${PYTHON}-slim
ARG VERSION=""
ARG REVISION=""
LABEL org.opencontainers.image.title="ddd" \
      org.opencontainers.image.description="Finds when and how a system must be maintained, scores what is missing" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# git is for --since. The mounted repository belongs to somebody else, which git refuses by default; ddd starts git with
# hooks and fsmonitor off, so that nothing of such a repository is run.
# hadolint ignore=DL3008
RUN apt-get update -qq \
 && apt-get install -qq --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && git config --system --add safe.directory '*' \
 && useradd --system --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin ddd
COPY --from=build /opt/ddd /opt/ddd
ENV PATH="/opt/ddd/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /repo
ENTRYPOINT ["ddd"]
