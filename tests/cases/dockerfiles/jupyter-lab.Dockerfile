ARG OWNER=jupyter
ARG BASE=$OWNER/scipy-notebook
FROM $BASE
LABEL maintainer="Lab <lab@example.org>"
USER root
RUN mamba install --yes 'polars>=1.0' && mamba clean --all -f -y && fix-permissions "${CONDA_DIR}"
USER ${NB_UID}
WORKDIR "${HOME}"
